// <textarea data-markdown> in a form with [data-people-url]: after an @ and two letters, the people whom the server
// offers, in a list below the text. Focus stays in the text (aria-activedescendant): arrows choose, Enter or Tab
// write the name, Escape closes. Without script the form has a field that looks for people.
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
  const holder = document.createElement("div");
  holder.className = "pico-mentions";
  const list = document.createElement("ul");
  list.id = `${area.id}-persone`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Persone da citare");
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  holder.append(list, said);
  area.after(holder);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("autocomplete", "off");

  let timer;
  let request;
  let written = ""; // the last name written, or given up with Escape: not offered again for the same letters

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    area.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
    area.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function write(option) {
    const here = asked(area);
    written = option.dataset.person;
    close();
    if (here) replace(area, here.from, here.from + here.text.length, `${written} `);
  }

  function optionOf(item, number) {
    const option = document.createElement("li");
    option.id = `${list.id}-${number}`;
    option.setAttribute("role", "option");
    option.dataset.person = item.dataset.person;
    option.append(...item.childNodes);
    option.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
    option.addEventListener("click", () => write(option));
    return option;
  }

  async function look(text) {
    request = new AbortController();
    try {
      const answer = await fetch(`${url}?${new URLSearchParams({ chi: text })}`, { signal: request.signal });
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const people = page ? [...page.querySelectorAll("[data-person]")] : [];
      if (!people.length || asked(area)?.text !== text || document.activeElement !== area) return close();
      list.replaceChildren(...people.map(optionOf));
      list.hidden = false;
      choose(list.firstElementChild);
      said.textContent = `${people.length === 1 ? "1 persona" : `${people.length} persone`}: frecce per scegliere, Invio per scrivere il nome, Esc per chiudere.`;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  area.addEventListener("input", () => {
    const here = asked(area);
    clearTimeout(timer);
    request?.abort();
    if (!here || here.text === written) return close();
    written = "";
    timer = setTimeout(look, PAUSE, here.text);
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const options = [...list.children];
    const here = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) choose(options[(here + steps[event.key] + options.length) % options.length]);
    else if (event.key === "Enter" || event.key === "Tab") write(options[here]);
    else if (event.key === "Escape") {
      written = asked(area)?.text ?? "";
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  area.addEventListener("blur", close);
}

for (const source of document.querySelectorAll("[data-people-url]")) {
  const area = source.closest("form")?.querySelector("textarea[data-markdown]");
  if (area) offer(area, source.dataset.peopleUrl);
}
