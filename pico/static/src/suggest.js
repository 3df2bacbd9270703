// <input data-suggest="URL">: a code found by words. The server proposes, the choice is written in the field, and
// [data-chosen] below it says what the code means. Without script a code is typed, and a wrong one is answered with
// the nearest.
import { choices } from "./choices.js";

const PAUSE = 250; // ms without a key before the server is asked

function suggest(field) {
  const chosen = field.parentElement.querySelector("[data-chosen]");
  let timer;
  let request;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  const list = choices(field, {
    label: "Proposte",
    count: (number) => `${number === 1 ? "1 proposta" : `${number} proposte`}: frecce per scegliere, Invio per scrivere, Esc per chiudere.`,
    write(option) {
      list.close();
      field.value = option.dataset.value;
      if (chosen) chosen.textContent = option.dataset.label;
      field.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "chosen" })); // the draft is saved
    },
    closed() {
      clearTimeout(timer);
      request?.abort();
    },
  });

  function optionOf({ value, label }) {
    const option = document.createElement("li");
    Object.assign(option.dataset, { value, label });
    const code = document.createElement("strong");
    code.textContent = value;
    option.append(code, ` ${label}`);
    return option;
  }

  async function look(text) {
    request = new AbortController();
    const words = new URLSearchParams({ testo: text, genere: field.form?.elements.contract_object?.value ?? "" });
    try {
      const answer = await fetch(`${field.dataset.suggest}?${words}`, { signal: request.signal });
      const { proposals, none } = answer.ok ? await answer.json() : { proposals: [] };
      if (field.value.trim() !== text || document.activeElement !== field) return list.close();
      list.offer(proposals.map(optionOf));
      if (chosen) chosen.textContent = none ?? "";
    } catch (error) {
      if (error.name !== "AbortError") list.close();
    }
  }

  field.addEventListener("input", (event) => {
    if (event.detail === "chosen") return;
    list.close();
    if (chosen) chosen.textContent = "";
    const text = field.value.trim();
    if (text.length > 1) timer = setTimeout(look, PAUSE, text);
  });
}

document.querySelectorAll("input[data-suggest]").forEach(suggest);
