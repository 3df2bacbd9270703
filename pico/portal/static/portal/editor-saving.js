// A button pressed while the draft is saving itself waits for the end of it. Wagtail would send the form to the
// address that the saving is about to change: a new page handed in at that moment was refused, its address
// "already in use" by itself. It waits for the last words of a text too: the text editor puts them into the
// form a moment after they are typed.
(() => {
    const PATIENCE = 10_000; // milliseconds
    const LAST_WORDS = 400;
    const send = window.fetch.bind(window);
    let saving = null;
    let waiting = false;
    let leaving = false;
    let typed = -LAST_WORDS;

    const form = () => document.querySelector("form[data-edit-form]");

    function savesItself(address, options = {}) {
        const method = (options.method || "").toLowerCase();
        const accepts = options.headers?.Accept;
        return method === "post" && accepts === "application/json" && address === form()?.action;
    }

    window.fetch = (address, options) => {
        if (!savesItself(address, options)) return send(address, options);
        if (leaving) return new Promise(() => {}); // the form is on its way: what it holds is saved by it
        const answer = send(address, options);
        saving = answer.catch(() => {});
        return answer;
    };

    // After the answer Wagtail changes the address, and for a new page draws the foot of the form again.
    const ended = () =>
        new Promise((resolve) => {
            const done = () => resolve();
            document.addEventListener("w-autosave:success", done, { once: true });
            document.addEventListener("w-autosave:error", done, { once: true });
            setTimeout(done, PATIENCE);
        });

    // Not by the button itself: a pressed button is switched off, and one that is off is not sent. What stands for
    // it is taken away at once: a draft that saves itself later must not publish.
    function press(edited, { name, value }) {
        const pressed = Object.assign(document.createElement("input"), { type: "hidden", name, value });
        if (name) edited.append(pressed);
        edited.requestSubmit();
        pressed.remove();
    }

    document.addEventListener(
        "beforeinput",
        (event) => {
            if (event.target.closest?.(".Draftail-Editor")) typed = performance.now();
        },
        true,
    );

    ["w-autosave:success", "w-autosave:error"].forEach((name) =>
        document.addEventListener(name, () => {
            saving = null;
        }),
    );

    document.addEventListener(
        "submit",
        (event) => {
            const edited = event.target;
            if (edited !== form()) return;
            const pause = typed + LAST_WORDS - performance.now();
            if (!waiting && !saving && pause <= 0) {
                leaving = true;
                setTimeout(() => {
                    leaving = !event.defaultPrevented; // somebody else has kept the form here
                });
                return;
            }
            event.preventDefault();
            event.stopImmediatePropagation();
            if (waiting) return;
            waiting = true;
            const pressed = { name: event.submitter?.name, value: event.submitter?.value ?? "" };
            const words = new Promise((resolve) => setTimeout(resolve, Math.max(pause, 0)));
            Promise.all([words, saving && ended()]).then(() => {
                saving = null;
                waiting = false;
                typed = -LAST_WORDS;
                press(edited, pressed);
            });
        },
        true,
    );
    window.addEventListener("pageshow", () => {
        leaving = false;
    });
})();
