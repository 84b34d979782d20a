// The page: asks the server for the model, and for a score whenever something in the form changes.

import { showAnswer } from "./answer.js";
import { buildForm, readForm, showNotes } from "./form.js";

const PAUSE = 120;
const KEY = "key";
const at = (id) => document.getElementById(id);
let model = null;
let timer = 0;
let asked = null;

async function ask(path, record, signal) {
  const headers = { "Content-Type": "application/json" };
  const key = sessionStorage.getItem(KEY);
  if (key) headers.Authorization = `Bearer ${key}`;
  return fetch(path, record ? { method: "POST", headers, body: JSON.stringify(record), signal } : { headers });
}

async function start(record) {
  const response = await ask("model");
  at("door").hidden = response.status !== 401;
  document.querySelector("main").hidden = response.status === 401;
  if (response.status === 401) {
    at("refused").textContent = sessionStorage.getItem(KEY) ? "That key is not known." : "";
    return;
  }
  if (!response.ok) return fail(`The server answered ${response.status}.`);
  model = await response.json();
  document.title = model.title;
  at("title").textContent = model.title;
  at("about").textContent = `${model.name}, version ${model.version}`;
  buildForm(at("fields"), model.columns, { ...model.example, ...record });
  await score();
}

async function score() {
  asked?.abort();
  asked = new AbortController();
  const record = readForm(model.columns);
  try {
    const response = await ask("predict?reasons=true", record, asked.signal);
    show(record, response.status, await response.json());
  } catch (error) {
    if (error.name !== "AbortError") unanswered();
  }
}

function show(record, status, answer) {
  at("request").textContent = JSON.stringify(record, null, 2);
  at("answer").textContent = JSON.stringify(answer, null, 2);
  at("result").classList.toggle("stale", status !== 200);
  if (status === 200 && answer.version !== model.version) {
    // Another model was taken into use meanwhile: its columns may be others.
    start(record).catch(unanswered);
  } else if (status === 200) {
    at("problem").hidden = true;
    showNotes(model.columns, new Map((answer.outside ?? []).map((name) => [name, "outside of the contract"])), false);
    showAnswer(model, record, answer);
  } else if (status === 422) {
    showNotes(model.columns, new Map(answer.detail.map(({ loc, msg }) => [loc.at(-1), msg])), true);
    fail(answer.detail.map(({ loc, msg }) => `${loc.at(-1)} ${msg}`).join("; "));
  } else {
    fail(typeof answer.detail === "string" ? answer.detail : `The server answered ${status}.`);
  }
}

function fail(words) {
  at("problem").textContent = words;
  at("problem").hidden = false;
}

function unanswered() {
  fail("The server does not answer.");
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(score, PAUSE);
}

at("form").addEventListener("input", soon);
// The inputs get their values back after the event.
at("form").addEventListener("reset", () => setTimeout(soon));
at("form").addEventListener("submit", (event) => event.preventDefault());
at("door").addEventListener("submit", (event) => {
  event.preventDefault();
  const key = at("key").value.trim();
  if (!/^[\x21-\x7e]+$/.test(key)) {
    at("refused").textContent = "A key has letters, digits and signs of ASCII alone, without spaces.";
    return;
  }
  sessionStorage.setItem(KEY, key);
  start({}).catch(unanswered);
});
start({}).catch(unanswered);
