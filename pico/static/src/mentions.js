// <textarea data-markdown> in a form with [data-people-url]: after an @ and two letters, the people whom the server
// offers, in a list below the text. Enter or Tab write the name. Without script the form has a field that looks for
// people.
import { choices } from "./choices.js";
import { replace } from "./markdown.js";

const AFTER_AT = /(?:^|[^\p{L}\p{N}_@./])@(\p{L}[\p{L}\p{N}'’.-]+(?: [\p{L}\p{N}'’.-]+){0,5})$/u;
const PAUSE = 200; // ms without a key before the server is asked

/** Return what stands after the @ at the caret: where it begins, and the letters. */
function asked(area) {
  if (area.selectionStart !== area.selectionEnd) return null;
  const found = AFTER_AT.exec(area.value.slice(0, area.selectionStart));
  return found && { from: area.selectionStart - found[1].length, text: found[1] };
}

function offer(area, url) {
  let timer;
  let request;
  let written = ""; // the last name written, or given up with Escape: not offered again for the same letters

  const list = choices(area, {
    label: "Persone da citare",
    ready: true,
    count: (number) => `${number === 1 ? "1 persona" : `${number} persone`}: frecce per scegliere, Invio per scrivere il nome, Esc per chiudere.`,
    write(option) {
      const here = asked(area);
      written = option.dataset.person;
      list.close();
      if (here) replace(area, here.from, here.from + here.text.length, `${written} `);
    },
    given() {
      written = asked(area)?.text ?? "";
    },
    closed() {
      clearTimeout(timer);
      request?.abort();
    },
  });

  function optionOf(item) {
    const option = document.createElement("li");
    option.dataset.person = item.dataset.person;
    option.append(...item.childNodes);
    return option;
  }

  async function look(text) {
    request = new AbortController();
    try {
      const answer = await fetch(`${url}?${new URLSearchParams({ chi: text })}`, { signal: request.signal });
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const people = page ? [...page.querySelectorAll("[data-person]")] : [];
      if (asked(area)?.text !== text || document.activeElement !== area) return list.close();
      list.offer(people.map(optionOf));
    } catch (error) {
      if (error.name !== "AbortError") list.close();
    }
  }

  area.addEventListener("input", () => {
    const here = asked(area);
    clearTimeout(timer);
    request?.abort();
    if (!here || here.text === written) return list.close();
    written = "";
    timer = setTimeout(look, PAUSE, here.text);
  });
}

for (const source of document.querySelectorAll("[data-people-url]")) {
  const area = source.closest("form")?.querySelector("textarea[data-markdown]");
  if (area) offer(area, source.dataset.peopleUrl);
}
