// The pages of questions: what depends on an answer appears at once, totals follow, drafts are kept as they grow.
// The server decides all of it again; without this script the button "Aggiorna domande" does the same.
import { evaluate, stored } from "./conditions.mjs";

const WAIT = 5000;
const root = document.querySelector("[data-questions]");
const given = JSON.parse(document.getElementById("questions-live").textContent);
const named = (name) => [...root.querySelectorAll(`[name="${name}"]`)];
const text = (name) => named(name)[0]?.value.normalize("NFC").trim() || null;
const chosen = (name) => named(name).filter((box) => box.checked).map((box) => box.value);
const one = (name) => (named(name)[0]?.type === "radio" ? chosen(name)[0] ?? null : text(name));

/** A number as people type it: 1.250,5 and 1250,5, or 1250.50. */
function number(typed) {
  const plain = (typed ?? "").replace(/[\s\u00a0€']/g, "").replace("\u2212", "-");
  const italian = /^-?([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]+)(,[0-9]{1,6})?$/.test(plain);
  if (italian) return { num: plain.replaceAll(".", "").replace(",", ".") };
  return /^-?[0-9]+\.[0-9]{1,2}$/.test(plain) ? { num: plain } : null;
}

function table(item) {
  const start = `${item.key}__`;
  const rows = new Map();
  root.querySelectorAll(`[name^="${start}"]`).forEach((field) => {
    const row = field.name.slice(start.length).split("__")[0];
    if (/^[0-9]+$/.test(row)) rows.set(row, null);
  });
  if (!rows.size) return given.answers[item.key] ?? []; // a long table, as lines of text
  const cells = (row) => item.columns.map((c) => [c.key, READERS[c.type]?.(`${start}${row}__${c.key}`, c) ?? null]);
  const read = [...rows.keys()].map((row) => Object.fromEntries(cells(row)));
  return read.filter((row) => Object.values(row).some((cell) => cell !== null));
}

const READERS = {
  number: (name) => number(text(name)),
  money: (name) => number(text(name)),
  yes_no: (name) => ({ true: true, false: false })[chosen(name)[0]] ?? null,
  consent: (name) => (chosen(name).length ? true : null),
  single: (name) => (one(name) === "_other" ? { other: text(`${name}_other`) ?? "" } : one(name)),
  multi: (name) => (chosen(name).length ? chosen(name) : null),
  scale: (name) => (one(name) === null ? null : { num: one(name) }),
  matrix: (name, item) => Object.fromEntries(item.rows.map((row) => [row.key, one(`${name}__${row.key}`)])),
  table: (name, item) => table(item),
};

function words(value, unit) {
  if (value === null) return "n.d.";
  if (typeof value === "boolean") return value ? "Sì" : "No";
  if (value.num === undefined) return String(value);
  const [whole, part] = value.num.replace("-", "\u2212").split(".");
  const digits = whole.replace(/\B(?=([0-9]{3})+$)/g, ".") + (part ? `,${part}` : "");
  return unit ? `${digits}\u00a0${unit}` : digits;
}

/** Show or hide a part, and return whether that is new. */
function reveal(part, visible) {
  if (!part || part.hidden === !visible) return false;
  part.hidden = !visible;
  part.querySelectorAll(":scope > [name=asked]").forEach((mark) => (mark.disabled = !visible));
  return visible;
}

function update() {
  const answers = { ...given.answers };
  let fresh = 0;
  for (const section of given.sections) {
    const holds = (part) => !("show" in part) || evaluate(part.show, answers, given.facts) === true;
    const asked = holds(section);
    reveal(root.querySelector(`[data-section="${section.key}"]`), asked);
    for (const item of section.items) {
      const visible = asked && holds(item);
      const place = root.querySelector(`[data-question="${item.key}"]`);
      fresh += reveal(place, visible);
      answers[item.key] = null;
      if (!visible) continue;
      if (!("expression" in item)) {
        answers[item.key] = (READERS[item.type] ?? text)(item.key, item);
        continue;
      }
      answers[item.key] = stored(evaluate(item.expression, answers, given.facts));
      const output = place?.querySelector("[data-calculated]");
      const result = words(answers[item.key], item.unit);
      if (output && output.textContent !== result) output.textContent = result;
    }
  }
  return fresh;
}

function follow() {
  const fresh = update();
  const region = document.querySelector("[data-live]");
  if (fresh && region) region.textContent = fresh === 1 ? "È comparsa un'altra domanda" : `Sono comparse ${fresh} domande`;
}

// Drafts: sent five seconds after the last change; what the server cannot keep stays in the page, and is said.
let timer = 0;
let flight = null;
let changes = 0;

async function send(form) {
  const body = new FormData(form);
  const seen = changes;
  body.set("autosave", "1");
  const files = [...body].filter(([, sent]) => sent instanceof File); // they wait for the button
  files.forEach(([name]) => body.delete(name));
  const waits = files.some(([, file]) => file.size) ? ". I file entrano con «Salva e continua»" : "";
  const status = form.querySelector("[data-autosave-status]");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json();
    status.textContent = said.message + waits;
    if (answer.status === 409) delete form.dataset.drafts; // the button shows both texts side by side
    if (!answer.ok) return;
    form.elements.revision.value = said.revision;
    if (seen === changes) delete form.dataset.changed;
  } catch {
    status.textContent = "Non salvato: quello che hai scritto resta qui, riproviamo alla prossima modifica";
  }
}

async function save(form) {
  await flight;
  if (form.dataset.drafts === undefined) return;
  flight = send(form).finally(() => (flight = null));
}

for (const kind of ["input", "change"]) root.addEventListener(kind, follow);
if (root.dataset.drafts !== undefined) {
  root.addEventListener("input", () => {
    changes += 1;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT, root);
  });
  // The button waits for a draft on its way: both would bring the same revision.
  root.addEventListener(
    "submit",
    (event) => {
      clearTimeout(timer);
      if (!flight) return;
      event.preventDefault();
      event.stopPropagation();
      flight.then(() => root.requestSubmit(event.submitter));
    },
    true,
  );
}
// The minutes left of a test, counted from what the server said when it drew the page: the server closes it.
// The figure is for the eye; a screen reader is told three times, not every second.
const countdown = document.querySelector("[data-countdown]");
if (countdown) {
  const end = performance.now() + 1000 * Number(countdown.dataset.countdown);
  let told = Infinity;
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    const minutes = Math.floor(left / 60);
    countdown.textContent = left ? `Mancano ${minutes}:${String(left % 60).padStart(2, "0")}.` : "Il tempo è finito.";
    const mark = [0, 60, 300].find((one) => left <= one);
    if (mark === undefined || mark >= told) return;
    if (told !== Infinity || mark < 300) document.querySelector("[data-live]").textContent = countdown.textContent;
    told = mark;
    if (!left) clearInterval(clock);
  };
  const clock = setInterval(tick, 1000);
  tick();
}

root.querySelectorAll("[data-plain]").forEach((part) => (part.hidden = true));
update();
