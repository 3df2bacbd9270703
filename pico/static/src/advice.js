// <form data-advice="URL">: what the server has to say of what is typed so far, in [data-advice-here], which is a
// polite live region: it changes only when the sentences do. Without script they come with the page after saving.
const PAUSE = 700; // ms without a key before the server is asked

for (const form of document.querySelectorAll("form[data-advice]")) {
  const place = document.querySelector("[data-advice-here]");
  let timer;
  let request;

  async function ask() {
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(form.dataset.advice, { method: "POST", body: new FormData(form), signal: request.signal });
      if (!answer.ok) return;
      const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (body.textContent.trim() !== place.textContent.trim()) place.replaceChildren(...body.childNodes);
    } catch {
      // the next key asks again
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
