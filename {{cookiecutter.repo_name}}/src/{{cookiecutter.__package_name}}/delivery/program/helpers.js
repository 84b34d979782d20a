// The functions that a program in JavaScript is made of; a program takes those that it calls.

// Read a number, NaN where it is missing.
function number(record, name) {
  const value = record[name];
  if (value === null || Number.isNaN(value)) return NaN;
  if (typeof value !== "number" || !(Math.abs(value) <= LARGEST)) {
    throw new TypeError(`${name}: ${String(value)} is not a finite number`);
  }
  return value;
}

// Read a category, null where it is missing.
function word(record, name) {
  const value = record[name];
  if (value === null || value === "" || value === "(missing)") return null;
  if (typeof value !== "string") throw new TypeError(`${name}: ${String(value)} is not text`);
  return value;
}

// Read a date as its seconds since 1970, NaN where it is missing.
function date(record, name) {
  const value = record[name];
  if (value === null || Number.isNaN(value)) return NaN;
  const seconds = value instanceof Date ? Math.floor(value.getTime() / 1000) : seconds_of(value);
  if (Number.isNaN(seconds)) throw new TypeError(`${name}: ${String(value)} is not a date`);
  return seconds;
}

// Seconds from 1970 to a date in ISO 8601, UTC without a zone; NaN for any other text.
function seconds_of(text) {
  const found = typeof text !== "string" ? null : new RegExp(
    "^(\\d{4})-(\\d\\d)-(\\d\\d)(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,]\\d+)?)?" +
    "(?:Z|([+-])(\\d\\d)(?::?(\\d\\d)(?::?(\\d\\d))?)?)?)?$").exec(text);
  if (found === null) return NaN;
  const part = (place) => Number(found[place] ?? 0);
  const offset = time_of_day(part(8), part(9), part(10));
  return 86400 * day_number(part(1), part(2), part(3)) + time_of_day(part(4), part(5), part(6)) +
    (found[7] === "-" ? offset : -offset);
}

// Days from 1970 to a day, NaN where there is no such day. The years begin in March here.
function day_number(year, month, day) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 ? 28 + Number(leap) : 30 + ((month + (month >> 3)) & 1);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > last) return NaN;
  const from = month > 2 ? year : year - 1;
  return 365 * from + Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400) +
    Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 719469;
}

// Seconds since midnight, NaN where there is no such time.
function time_of_day(hour, minute, second) {
  return hour < 24 && minute < 60 && second < 60 ? 3600 * hour + 60 * minute + second : NaN;
}

// Take what has no finite value, in single precision, for missing.
function kept(x) {
  return Math.abs(x) <= LARGEST ? x : NaN;
}

function plus(a, b) {
  return kept(a + b);
}

function minus(a, b) {
  return kept(a - b);
}

function times(a, b) {
  return kept(a * b);
}

function ratio(a, b) {
  return kept(a / b);
}

function less(a, b) {
  return either(a, b, a < b);
}

function at_most(a, b) {
  return either(a, b, a <= b);
}

function more(a, b) {
  return either(a, b, a > b);
}

function at_least(a, b) {
  return either(a, b, a >= b);
}

function equal(a, b) {
  return either(a, b, a === b);
}

function unequal(a, b) {
  return either(a, b, a !== b);
}

// 1 for yes, 0 for no, missing where one of the two is.
function either(a, b, answer) {
  return Number.isNaN(a) || Number.isNaN(b) ? NaN : Number(answer);
}

function negative(a) {
  return kept(-a);
}

function logarithm(a) {
  return kept(Math.log(a));
}

function absolute(a) {
  return kept(Math.abs(a));
}

function whole(a) {
  return kept(Math.floor(a));
}

function modulo(a, b) {
  return minus(a, times(b, whole(ratio(a, b))));
}

function least(a, b) {
  return kept(Math.min(a, b));
}

function greatest(a, b) {
  return kept(Math.max(a, b));
}

// The first where the condition is neither 0 nor missing, else the second.
function where(condition, a, b) {
  return kept(Number.isNaN(condition) || condition === 0 ? b : a);
}

// The second where the first is missing.
function fill(a, b) {
  return kept(Number.isNaN(a) ? b : a);
}

// What a number adds to the sum.
function linear(x, center, weight, missing) {
  return Number.isNaN(x) ? missing : (x - center) * weight;
}

// What a category adds to the sum.
function level(x, table, unseen, missing) {
  if (x === null) return missing;
  return table.has(x) ? table.get(x) : unseen;
}

// What the bin that a number lies in adds to the sum; a missing one is below no edge.
function binned(x, table, missing) {
  for (const [below, worth] of table) if (x < below) return worth;
  return missing;
}

// A number for the trees; a missing one is less than all.
function low(x) {
  return Number.isNaN(x) ? -Infinity : x;
}

// A number for the trees; a missing one is more than all.
function high(x) {
  return Number.isNaN(x) ? Infinity : x;
}

// 0 for a missing number, 1 for any other.
function known(x) {
  return Number.isNaN(x) ? 0 : 1;
}

// 0 for a missing category, 1 for any other.
function named(x) {
  return x === null ? 0 : 1;
}

// 0 for the category of this name, 1 for any other.
function differs(x, name) {
  return x === name ? 0 : 1;
}

// Add up the leaves of all trees. A node is three numbers, slot, no, threshold: where
// slots[slot] <= threshold the next node follows, else node `no`. A leaf is -1, 0, value, once
// for each value.
function forest(slots, v) {
  for (const root of ROOTS) {
    let at = 3 * root;
    while (NODES[at] >= 0) at = slots[NODES[at]] <= NODES[at + 2] ? at + 3 : 3 * NODES[at + 1];
    for (let output = 0; output < v.length; output++) v[output] += NODES[at + 3 * output + 2];
  }
  for (let output = 0; output < v.length; output++) v[output] /= DIVISOR;
}

// From a sum to a probability.
function logistic(value, center, scale) {
  const z = (value - center) / scale;
  return 1 / (1 + Math.exp(-Math.max(-LARGEST_EXPONENT, Math.min(z, LARGEST_EXPONENT))));
}

// From sums to probabilities, in their place.
function softmax(v) {
  const most = Math.max(...v);
  let total = 0;
  for (let output = 0; output < v.length; output++) {
    v[output] = Math.exp(Math.max(v[output] - most, -LARGEST_EXPONENT));
    total += v[output];
  }
  for (let output = 0; output < v.length; output++) v[output] /= total;
}

// From the logarithm of a number and 1 to that number.
function exponential(value) {
  return Math.exp(Math.min(value, LARGEST_EXPONENT)) - 1;
}
