// Date and time fields, which Wagtail starts with a script written into the page: our policy allows none.
(() => {
    const STARTERS = { date: "initDateChooser", time: "initTimeChooser", datetime: "initDateTimeChooser" };

    function start(field) {
        const starter = window[STARTERS[field.dataset.chooser]];
        if (starter && field.id && !field.dataset.started) {
            field.dataset.started = "yes";
            starter(field.id, JSON.parse(field.dataset.chooserConfig));
        }
    }

    // Choosers and lists of parts: <template data-start="ImageChooser" data-start-arguments="[…]">.
    function construct(mark) {
        const Widget = window[mark.dataset.start];
        if (Widget && !mark.dataset.started) {
            mark.dataset.started = "yes";
            new Widget(...JSON.parse(mark.dataset.startArguments));
        }
    }

    function startAll(root) {
        root.querySelectorAll("input[data-chooser]").forEach(start);
        root.querySelectorAll("template[data-start]").forEach(construct);
    }

    document.addEventListener("DOMContentLoaded", () => {
        startAll(document);
        new MutationObserver((changes) => {
            changes.forEach((change) =>
                change.addedNodes.forEach((node) => node.querySelectorAll && startAll(node)),
            );
        }).observe(document.body, { childList: true, subtree: true });
    });
})();
