// A form made from the data contract: an input for each column, and the record that stands in it.

const MISSING = "";

export function buildForm(place, columns, record) {
  place.replaceChildren(...columns.map((column, number) => field(column, `c${number}`, record[column.name])));
}

// What stands in the form; an empty input is a missing value. A column may be called __proto__.
export function readForm(columns) {
  return Object.fromEntries(columns.map((column, number) => [column.name, valueOf(column, `c${number}`)]));
}

function valueOf(column, id) {
  const input = document.getElementById(id);
  // Of what is no number the browser tells nothing: the server shall say so, not take it for missing.
  if (input.validity.badInput) return "?";
  if (input.value === MISSING) return null;
  return column.kind === "number" ? input.valueAsNumber : input.value;
}

// Write notes under the inputs of the columns that they are for.
export function showNotes(columns, notes, wrong) {
  columns.forEach(({ name }, number) => {
    const note = document.getElementById(`c${number}-note`);
    note.textContent = notes.get(name) ?? "";
    note.classList.toggle("wrong", wrong);
    document.getElementById(`c${number}`).setAttribute("aria-invalid", String(wrong && notes.has(name)));
  });
}

function field(column, id, value) {
  const label = make("label", { htmlFor: id, textContent: column.name });
  const note = make("p", { id: `${id}-note`, className: "note" });
  const hint = make("p", { id: `${id}-hint`, className: "hint", textContent: hintOf(column) });
  const inputs = { number: numberInput, date: dateInput, category: categoryInput }[column.kind](column, id, value);
  inputs[0].setAttribute("aria-describedby", `${hint.id} ${note.id}`);
  const row = make("div", { className: "row" });
  row.append(...inputs);
  const box = make("div", { className: "field" });
  box.append(label, row, hint, note);
  return box;
}

function numberInput(column, id, value) {
  const number = make("input", { id, type: "number", step: "any", inputMode: "decimal", value: value ?? "" });
  number.defaultValue = number.value;
  if (!column.range || column.range[0] >= column.range[1]) return [number];
  const [low, high] = column.range;
  const slider = make("input", { type: "range", min: low, max: high, step: stepOf(low, high) });
  slider.value = slider.defaultValue = value ?? low;
  slider.setAttribute("aria-label", `${column.name}, slider`);
  slider.addEventListener("input", () => { number.value = slider.value; });
  number.addEventListener("input", () => { if (number.value !== "") slider.value = number.value; });
  return [number, slider];
}

function dateInput(column, id, value) {
  const timed = [...(column.dates ?? []), value ?? ""].some((text) => text.length > 10);
  const input = make("input", { id, type: timed ? "datetime-local" : "date", step: timed ? 1 : "" });
  // An input with a time drops a date that has none.
  input.value = input.defaultValue = timed && value?.length === 10 ? `${value}T00:00` : value ?? "";
  return [input];
}

function categoryInput(column, id, value) {
  if (!column.categories) {
    const input = make("input", { id, type: "text", value: value ?? "" });
    input.defaultValue = input.value;
    return [input];
  }
  const select = make("select", { id });
  select.append(...column.categories.map((word) => new Option(word, word, word === value, word === value)));
  select.append(new Option("(missing)", MISSING, value === null, value === null));
  return [select];
}

function hintOf(column) {
  const limits = column.kind === "number" && column.range ? `${text(column.range[0])} to ${text(column.range[1])}`
    : column.dates ? `${column.dates[0]} to ${column.dates[1]}` : "";
  const words = [column.description, limits].filter(Boolean).join(" · ");
  return column.missing > 0 && column.kind !== "category" ? [words, "may be empty"].filter(Boolean).join(" · ") : words;
}

function text(number) {
  return new Intl.NumberFormat("en", { maximumSignificantDigits: 6, useGrouping: "min2" }).format(number);
}

// A step of 1, 2 or 5 times a power of ten that makes about 200 of them.
function stepOf(low, high) {
  const rough = (high - low) / 200;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((part) => part * power).find((part) => part >= rough);
  return Number.isInteger(low) && Number.isInteger(high) && high - low >= 10 ? Math.max(1, step) : step;
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
