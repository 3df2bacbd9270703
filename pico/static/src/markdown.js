// <textarea data-markdown>: a toolbar that writes the signs of Markdown, and Ctrl+B, Ctrl+I, Ctrl+K. Without script
// the help text of the field says how to write them. One stop of Tab; arrows, Home and End move inside.
const TOOLS = [
  { label: "G", name: "Grassetto", key: "b", around: "**" },
  { label: "C", name: "Corsivo", key: "i", around: "*" },
  { label: "Titolo", name: "Titolo", before: "# " },
  { label: "Elenco", name: "Elenco puntato", before: "- " },
  { label: "Numerato", name: "Elenco numerato", before: (number) => `${number + 1}. ` },
  { label: "Citazione", name: "Citazione", before: "> " },
  { label: "Collegamento", name: "Collegamento", key: "k", link: true },
];
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Put a text in the place of a part, so that the browser's undo takes it back. */
export function replace(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Set signs around the chosen words, or take them off when they are there. */
function surround(area, sign) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const inside = value.slice(from, to);
  const size = sign.length;
  const there = value.slice(from - size, from) === sign && value.slice(to, to + size) === sign;
  if (there) {
    replace(area, from - size, to + size, inside);
    area.setSelectionRange(from - size, to - size);
  } else {
    replace(area, from, to, sign + inside + sign);
    area.setSelectionRange(from + size, to + size);
  }
}

/** Begin each line of the selection with a sign, or take it off when all have it. */
function begin(area, before) {
  const { selectionStart, selectionEnd, value } = area;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd);
  const to = end < 0 ? value.length : end;
  const lines = value.slice(from, to).split("\n");
  const sign = (number) => (typeof before === "string" ? before : before(number));
  const all = lines.every((line, number) => line.startsWith(sign(number)));
  const written = lines.map((line, number) => (all ? line.slice(sign(number).length) : sign(number) + line)).join("\n");
  replace(area, from, to, written);
  if (lines.length > 1) area.setSelectionRange(from, from + written.length);
}

function link(area) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const words = value.slice(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(words);
  const shown = isAddress || !words ? "parole" : words;
  const address = isAddress ? words : "https://";
  replace(area, from, to, `[${shown}](${address})`);
  // What is still to be written is chosen: the words of an address, or the address of the words.
  if (isAddress) area.setSelectionRange(from + 1, from + 1 + shown.length);
  else area.setSelectionRange(from + shown.length + 3, from + shown.length + 3 + address.length);
}

function use(area, tool) {
  if (tool.around) surround(area, tool.around);
  else if (tool.before) begin(area, tool.before);
  else link(area);
}

function buttonOf(area, tool, number) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pico-toolbar-button";
  button.textContent = tool.label;
  if (tool.label !== tool.name) button.setAttribute("aria-label", tool.name);
  button.title = tool.key ? `${tool.name} (${isMac ? "⌘" : "Ctrl+"}${tool.key.toUpperCase()})` : tool.name;
  button.tabIndex = number ? -1 : 0;
  button.addEventListener("click", () => use(area, tool));
  return button;
}

/** Move the one stop of Tab among the buttons. */
function moveOn(event) {
  const buttons = [...event.currentTarget.children];
  const here = buttons.indexOf(event.target);
  const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: buttons.length - 1 };
  if (here < 0 || !(event.key in steps)) return;
  event.preventDefault();
  const next = buttons[(steps[event.key] + buttons.length) % buttons.length];
  buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
  next.focus();
}

function equip(area) {
  const bar = document.createElement("div");
  bar.className = "pico-toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Formattazione del testo");
  if (area.id) bar.setAttribute("aria-controls", area.id);
  bar.append(...TOOLS.map((tool, number) => buttonOf(area, tool, number)));
  bar.addEventListener("keydown", moveOn);
  area.before(bar);
  area.addEventListener("keydown", (event) => {
    const held = isMac ? event.metaKey : event.ctrlKey;
    const tool = held && !event.altKey && !event.shiftKey && TOOLS.find(({ key }) => key === event.key.toLowerCase());
    if (!tool) return;
    event.preventDefault();
    use(area, tool);
  });
}

document.querySelectorAll("textarea[data-markdown]").forEach(equip);
