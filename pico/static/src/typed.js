// Several forms on one page (data-keep-typed around them): sending one keeps what is typed in the others for the
// page that comes back. The tab alone has it, and a page without such forms forgets it.
const MARK = "typed ";
const place = document.querySelector("[data-keep-typed]");
const texts = () => [...(place?.querySelectorAll("form textarea[name]") ?? [])];
const key = (text) => `${MARK}${place.dataset.keepTyped} ${text.form.getAttribute("action").split("#")[0]} ${text.name}`;

const kept = new Map(Object.entries(sessionStorage).filter(([name]) => name.startsWith(MARK)));
kept.forEach((_value, name) => sessionStorage.removeItem(name));
texts().forEach((text) => {
  if (!text.value && kept.has(key(text))) text.value = kept.get(key(text));
});
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  texts().forEach((text) => {
    if (text.form !== event.target && text.value !== text.defaultValue) sessionStorage.setItem(key(text), text.value);
  });
});
