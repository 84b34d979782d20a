// Showing an answer: the score, the decision, and what drove it.

import { drawContributions, drawShares } from "./chart.js";

const MOST_BARS = 8;
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 6, useGrouping: "min2" });
const signed = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, signDisplay: "always" });

export function showAnswer(model, record, answer) {
  document.getElementById("gauge").toggleAttribute("hidden", model.classes === null);
  if (model.classes === null) showNumber(model, answer);
  else if (model.classes.length === 2) showChance(model, answer);
  else showClasses(model, answer);
  showReasons(model, record, answer);
}

function showNumber(model, answer) {
  write("number", plain.format(answer.prediction));
  decision(`predicted ${model.target}`, "");
}

function showChance(model, answer) {
  write("number", percent.format(answer.probability));
  decision(answer.prediction, `${model.classes[1]} from ${percent.format(model.cutoff)} on`);
  drawShares(document.getElementById("gauge"), [{ name: model.title, share: answer.probability }], model.cutoff,
    (share) => percent.format(share));
}

function showClasses(model, answer) {
  const shares = model.classes.map((name) => ({ name, share: answer[`probability_${name}`] }))
    .sort((one, other) => other.share - one.share);
  write("number", answer.prediction);
  decision(`${percent.format(shares[0].share)} sure`, "");
  drawShares(document.getElementById("gauge"), shares.slice(0, MOST_BARS), null, (share) => percent.format(share));
}

function decision(words, aside) {
  const place = document.getElementById("decision");
  const small = document.createElement("small");
  small.textContent = aside && ` (${aside})`;
  place.replaceChildren(words, small);
}

function showReasons(model, record, answer) {
  const why = document.getElementById("why");
  why.hidden = model.reasons === null;
  if (why.hidden) return;
  const reasons = (answer.reasons ?? []).slice(0, MOST_BARS);
  const chart = document.getElementById("reasons");
  document.getElementById("legend").hidden = reasons.length === 0;
  chart.toggleAttribute("hidden", reasons.length === 0);
  if (reasons.length === 0) {
    write("compared", "Nothing sets this row apart from the typical one. Change a value to see what it does.");
    return;
  }
  write("compared", `Against the typical row, in ${model.reasons.unit}.`);
  const towards = model.classes === null ? "a greater number" : model.classes.length === 2 ? model.classes[1]
    : answer.prediction;
  write("towards", `towards ${towards}`);
  write("away", "away from it");
  drawContributions(chart, reasons.map(({ column, contribution }) =>
    ({ name: named(column, model, record), amount: contribution })), (amount) => signed.format(amount));
}

function named(column, model, record) {
  if (!Object.hasOwn(record, column)) return `${column} = ${model.derived[column] ?? "derived"}`;
  const value = record[column];
  return `${column}: ${value === null ? "missing" : typeof value === "number" ? plain.format(value) : value}`;
}

function write(id, text) {
  document.getElementById(id).textContent = text;
}
