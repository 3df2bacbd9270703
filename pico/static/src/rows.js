// Rows of a list by keyboard, for who works through it all day: J and K go to the next row and the one before, X chooses.
// Enter on a box of a row opens it: a browser would send the form with the first of its buttons, for every chosen row.
// Only while the focus is on a row, so that nobody who dictates or reads with a screen reader sets them off elsewhere.
const STEP = { j: 1, k: -1 };

const firstOf = (row) => row?.querySelector("th a, td a");

function move(row, step) {
  const rows = [...row.parentElement.rows];
  firstOf(rows[rows.indexOf(row) + step])?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const box = event.target.matches?.("[data-select], [data-select-all], #select-total");
  if (box && event.key === "Enter") event.preventDefault();
  const row = event.target.closest?.("table[data-row-keys] tbody tr");
  if (!row || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const key = event.key.toLowerCase();
  if (box && key === "enter") firstOf(row)?.click();
  if (key in STEP) move(row, STEP[key]);
  if (key === "x") row.querySelector("[data-select]")?.click();
});
