// Rows of lists marked data-sort are dragged by a grip; their buttons do the same without a script.
// The order is stored at once by the form around the row or in it, and said where screen readers hear it.
// Lists may stand in rows of a list: a row stays on its level, its grip stands where data-sort-grip is or first.
const ROW = "[data-sort-key]";
let held = null;
let from = null;

function grip() {
  const made = document.createElement("span");
  made.className = "pico-grip";
  made.draggable = true;
  made.setAttribute("aria-hidden", "true");
  made.title = "Trascina per spostare";
  return made;
}

async function store(row) {
  const form = row.closest("form") ?? row.querySelector("form");
  const body = new FormData(form);
  body.set("step", `place:${row.dataset.sortKey}`);
  body.set("section", row.closest("[data-sort]").dataset.sort);
  body.set("before", row.nextElementSibling?.dataset.sortKey ?? "");
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return location.reload();
  const said = await answer.json();
  document.querySelector("[data-live]").textContent = said.message;
  if (!answer.ok) return location.reload();
  for (const name of ["number", "edition"]) {
    document.querySelectorAll(`form[action="${form.getAttribute("action")}"] [name=${name}]`).forEach((field) => (field.value = said[name]));
  }
}

const lists = document.querySelectorAll("[data-sort]");
const level = (list) => Boolean(list.closest(ROW));
document.querySelectorAll(`[data-sort] > ${ROW}`).forEach((row) => (row.querySelector("[data-sort-grip]") ?? row).prepend(grip()));
lists.forEach((list) => {
  list.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".pico-grip")) return;
    held = event.target.closest(ROW);
    from = [held.parentNode, held.nextElementSibling];
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.sortKey);
    event.dataTransfer.setDragImage(held, 0, 0);
  });
  list.addEventListener("dragover", (event) => {
    if (!held || level(list) !== level(held.parentNode)) return;
    event.preventDefault();
    const later = [...list.children].find((row) => {
      const box = row.getBoundingClientRect();
      return row !== held && event.clientY < box.top + box.height / 2;
    });
    if (held.parentNode !== list || held.nextElementSibling !== (later ?? null)) list.insertBefore(held, later ?? null);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
});
document.addEventListener("dragend", (event) => {
  if (!held) return;
  const row = held;
  held = null;
  if (event.dataTransfer.dropEffect === "none") return from[0].insertBefore(row, from[1]); // Escape, or outside
  if (row.parentNode !== from[0] || row.nextElementSibling !== from[1]) store(row);
});
