// Own script of every page. Everything here only makes quicker what already works without it.
import "htmx.org/dist/htmx.esm.js";
import "./advice.js";
import "./markdown.js";
import "./mentions.js";
import "./rows.js";
import "./sorting.js";
import "./suggest.js";
import "./typed.js";
import "./uploads.js";

const clock = new Intl.DateTimeFormat("it-IT", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Rome" });
const on = (type, listener, options) => document.addEventListener(type, listener, options);
let leavingOnPurpose = false;

function focusErrors(root = document) {
  root.querySelector("[data-error-summary]")?.focus();
}

/** Say something to everybody, screen readers included, without moving the focus. */
function say(text, region = document.querySelector("[data-live]")) {
  if (region) region.textContent = text;
}

// Menus are <details>: one open at a time, closed by Escape and by a click elsewhere.
function closeMenus(except) {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  });
}
on("click", (event) => closeMenus(event.target));
on("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details[data-menu][open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});
// Drawers are popovers: leaving one with Tab closes it, so that the focus is never behind it.
on("focusout", (event) => {
  const drawer = event.target.closest?.("[popover]");
  if (drawer?.matches(":popover-open") && event.relatedTarget && !drawer.contains(event.relatedTarget)) {
    drawer.hidePopover();
  }
});

on("click", (event) => {
  const asked = event.target.closest("[data-print], [data-dialog], [data-dialog-close], [data-select-all]");
  if (!asked) return;
  if (asked.matches("[data-print]")) window.print();
  const dialog = document.getElementById(asked.dataset.dialog);
  if (dialog?.showModal) {
    event.preventDefault(); // without a script the same link opens the confirmation page
    dialog.showModal();
  }
  if (asked.matches("[data-dialog-close]")) asked.closest("dialog").close();
});

// One change of a "select all" box reaches every box of its table; the bar says how many are chosen.
on("change", (event) => {
  const box = event.target;
  if (!box.matches("[data-select-all], [data-select]")) return;
  const form = box.form;
  const rows = [...form.querySelectorAll("[data-select]")];
  if (box.matches("[data-select-all]")) rows.forEach((row) => (row.checked = box.checked));
  const chosen = rows.filter((row) => row.checked).length;
  say(chosen === 1 ? "1 elemento selezionato" : `${chosen} elementi selezionati`, form.querySelector("[data-selected]"));
});

// A second click on "Invia" must not send twice. The name and value of the button still travel.
on("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  leavingOnPurpose = true;
  if (form.method !== "post" || form.hasAttribute("data-repeatable")) return;
  form.dataset.sent = "1";
  const button = event.submitter;
  if (button) {
    button.setAttribute("aria-busy", "true");
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  }
});
// Coming back with the browser's button finds the form usable again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});

// Drafts: <form data-autosave="URL"> is posted five seconds after the last change.
const timers = new WeakMap();
async function save(form) {
  const status = form.querySelector("[data-autosave-status]");
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { "HX-Request": "true" },
    });
    if (answer.status === 409) return say("Un'altra persona ha cambiato questa pagina: salva per vedere i due valori", status);
    if (!answer.ok) throw new Error(answer.status);
    const version = answer.headers.get("X-Pico-Version");
    if (version && form.elements.version) form.elements.version.value = version;
    const unsaved = decodeURIComponent(answer.headers.get("X-Pico-Unsaved") ?? "");
    if (!unsaved) delete form.dataset.changed;
    const told = unsaved ? `, tranne: ${unsaved}. Correggi e salva` : "";
    say(`Bozza salvata alle ${clock.format(new Date())}${told}`, status);
  } catch {
    say("Bozza non salvata: riproveremo alla prossima modifica", status);
  }
}
// Ctrl+S saves and stays where there is such a button; Ctrl+Enter goes on, as the first button does.
on("keydown", (event) => {
  const { key, ctrlKey, metaKey, target } = event;
  const stays = key === "s" || key === "S";
  const form = target.closest?.("form") ?? document.querySelector("main form[data-shortcuts]");
  if (!(ctrlKey || metaKey) || !(stays || key === "Enter") || !form?.hasAttribute("data-shortcuts")) return;
  const first = form.querySelector(".pico-form-actions [type=submit]");
  const button = (stays && form.querySelector(".pico-form-actions [name=resta]")) || first;
  event.preventDefault();
  clearTimeout(timers.get(form));
  form.requestSubmit(button);
});
on("input", (event) => {
  const form = event.target.form;
  if (!form) return;
  if (form.dataset.autosave !== undefined) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(save, 5000, form));
  } else if (form.hasAttribute("data-warn-unsaved")) {
    form.dataset.changed = "1";
  }
});
window.addEventListener("beforeunload", (event) => {
  if (!leavingOnPurpose && document.querySelector("form[data-changed]")) event.preventDefault();
});

// Uploads by htmx show how far they are in the <progress> of their form.
on("htmx:xhr:progress", ({ target, detail }) => {
  const bar = target.querySelector("progress");
  if (bar && detail.lengthComputable) bar.value = (detail.loaded / detail.total) * 100;
});
on("htmx:afterSwap", ({ detail }) => {
  focusErrors(detail.target.parentElement ?? document);
  const count = document.querySelector("[data-count]");
  if (count) say(count.textContent);
});
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  on(failure, () => {
    const toast = document.querySelector("[data-network-error]");
    if (toast) toast.hidden = false;
  });
}
on("htmx:beforeRequest", () => {
  const toast = document.querySelector("[data-network-error]");
  if (toast) toast.hidden = true;
});

focusErrors();
