// <form data-upload="URL"> with one file input: files are sent one by one, each with its own progress, cancel and
// result. Without script the same form sends all at once and the page answers with the same lines.
const form = document.querySelector("form[data-upload]");

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Return a line for one file: its name, a bar, a button to stop it. */
function lineOf(file, id) {
  const bar = make("progress", { className: "pico-progress", max: 100, value: 0, id });
  const label = make("label", { className: "pico-row-title", htmlFor: id, textContent: file.name });
  const text = make("p", { className: "pico-row-text", textContent: "In attesa…" });
  const stop = make("button", { type: "button", className: "btn btn-link btn-sm" }, "Annulla");
  stop.append(make("span", { className: "visually-hidden", textContent: `: ${file.name}` }));
  const body = make("div", { className: "pico-row-body" }, label, bar, text);
  const line = make("li", { className: "pico-row" }, body, make("div", { className: "pico-row-end" }, stop));
  return { line, bar, text, stop };
}

function send(file, shown) {
  return new Promise((done) => {
    const data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, file);
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = ({ loaded, total }) => {
      shown.bar.value = total ? (loaded / total) * 100 : 0;
      shown.text.textContent = loaded < total ? `${Math.floor(shown.bar.value)}\u00a0%` : "Controllo del file…";
    };
    request.onload = () => {
      const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("body > li");
      if (answer) shown.line.replaceWith(document.adoptNode(answer));
      else shown.text.textContent = "Non caricato: ricarica la pagina e riprova.";
      done(request.status === 200);
    };
    request.onerror = () => {
      shown.text.textContent = "Non caricato: controlla la connessione e riprova.";
      done(false);
    };
    request.onabort = () => {
      shown.text.textContent = "Annullato.";
      done(false);
    };
    request.onloadend = () => shown.stop.remove();
    shown.stop.onclick = () => request.abort();
    request.send(data);
  });
}

async function sendAll(files) {
  const list = document.querySelector("[data-upload-list]");
  list.closest("[data-upload-results]").hidden = false;
  const waiting = [...files].map((file, number) => ({ file, shown: lineOf(file, `upload-${Date.now()}-${number}`) }));
  for (const { file, shown } of waiting) {
    shown.stop.onclick = () => {
      file.dropped = true;
      shown.text.textContent = "Annullato.";
      shown.stop.remove();
    };
    list.append(shown.line);
  }
  let good = 0;
  for (const { file, shown } of waiting) if (!file.dropped && (await send(file, shown))) good += 1;
  return [good, waiting.length];
}

const input = form?.querySelector("input[type=file]");
form?.addEventListener("submit", async (event) => {
  if (!input.files.length) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  const files = [...input.files];
  form.reset();
  const [good, all] = await sendAll(files);
  button.removeAttribute("aria-busy");
  const live = document.querySelector("[data-live]");
  if (live) live.textContent = `Caricati ${good} file su ${all}`;
  document.getElementById("results")?.focus();
});
for (const type of ["dragover", "dragleave", "drop"]) {
  form?.addEventListener(type, (event) => {
    event.preventDefault();
    form.toggleAttribute("data-dropping", type === "dragover");
    if (type === "drop" && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    }
  });
}
