// A list of choices below a field (WAI-ARIA listbox). The focus stays in the field (aria-activedescendant): arrows
// choose, Enter writes, Escape closes. mentions.js and suggest.js say what is offered and what is written.

/** Put the list below the field.
 * @param field the input or textarea.
 * @param label what the list holds, for screen readers.
 * @param count how many there are, as a sentence: (number) => text.
 * @param write what a choice does: (option) => void.
 * @param ready the first is chosen at once, and Tab writes it: for a list that was asked for with a sign.
 * @param given what Escape does beside closing.
 * @param closed what any closing does.
 */
export function choices(field, { label, count, write, ready = false, given = () => {}, closed = () => {} }) {
  const holder = document.createElement("div");
  holder.className = "pico-choices";
  const list = document.createElement("ul");
  list.id = `${field.id}-proposte`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  holder.append(list, said);
  field.after(holder);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("autocomplete", "off");
  const combobox = field.getAttribute("role") === "combobox";

  function expanded(open) {
    list.hidden = !open;
    if (combobox) field.setAttribute("aria-expanded", String(open));
  }

  function close() {
    closed();
    expanded(false);
    list.replaceChildren();
    said.textContent = "";
    field.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** Show options (li elements); none closes the list. */
  function offer(options) {
    if (!options.length) return close();
    options.forEach((option, number) => {
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
      option.addEventListener("click", () => write(option));
    });
    list.replaceChildren(...options);
    field.removeAttribute("aria-activedescendant");
    expanded(true);
    if (ready) choose(list.firstElementChild);
    said.textContent = count(options.length);
  }

  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const options = [...list.children];
    const here = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") choose(options[(here + 1) % options.length]);
    else if (event.key === "ArrowUp") choose(options[here > 0 ? here - 1 : options.length - 1]);
    else if (here >= 0 && (event.key === "Enter" || (ready && event.key === "Tab"))) write(options[here]);
    else if (event.key === "Escape") {
      given();
      close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  field.addEventListener("blur", close);
  return { offer, close };
}
