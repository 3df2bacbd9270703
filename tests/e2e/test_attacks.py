"""What hostile people write in the community is looked at in a browser, and nothing of it runs."""

import json

import pytest

from tests.attacks import ATTACKS
from tests.e2e.desks import Desk
from tests.e2e.page import EDITOR

pytestmark = pytest.mark.browser

# What would run, had it come through: handlers, addresses that are programs, elements that load something.
ALIVE = """() => [...document.querySelectorAll("main *")].filter(one =>
  [...one.attributes].some(({name, value}) =>
    name.startsWith("on") || /^\\s*(javascript|vbscript|data):/i.test(value))
  || one.matches("script:not([type='application/json'])")
  || ["IFRAME", "OBJECT", "EMBED", "BASE", "META", "LINK", "STYLE", "MATH"].includes(one.tagName)
).map(one => one.outerHTML.slice(0, 200))"""
# Each report of the browser that the policy of a page was broken, as the page itself is told of it.
WATCH = """document.addEventListener("securitypolicyviolation", one =>
  window.policyBroken([document.location.pathname, one.violatedDirective, one.blockedURI, one.sample]))"""
WRITE = "from tests.e2e import hostile; hostile.write({!r}, {!r})"


def reports_of(person) -> list[list[str]]:
    """Return the list to which every breach of a page's policy is added from now on."""
    broken: list[list[str]] = []
    person.context.expose_function("policyBroken", lambda told: broken.append(list(told)))
    person.context.add_init_script(WATCH)
    return broken


def test_nothing_that_is_written_runs(visitor, platform):
    printed = platform.manage("shell", "--no-imports", "-v", "0", "-c", WRITE.format(EDITOR, "treviso"))
    pages = json.loads(printed.split("PAGES ", 1)[1])
    person = visitor()
    ran: list[str] = []
    person.tab.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    broken = reports_of(person)
    person.sign_in(EDITOR)

    alive, written = [], 0
    for path in pages:
        assert person.open(path) == 200, path
        alive += [(path, html) for html in person.tab.evaluate(ALIVE)]
        written += person.tab.locator(".pico-posts > li").count()

    # The first post, one and a comment of the person with a hostile name, then each attack
    # as an answer and as a comment.
    assert (written, ran, alive, broken) == (2 * len(ATTACKS) + 3, [], [], [])


def test_what_would_run_is_noticed(visitor):
    tab = visitor().tab
    tab.set_content(
        "<main><a href=' JavaScript:1'>x</a><b onfocus=1>x</b><iframe></iframe><i>x</i><script/></main>"
    )
    assert [html[:3] for html in tab.evaluate(ALIVE)] == ["<a ", "<b ", "<if", "<sc"]


def test_a_breach_of_the_policy_is_noticed(visitor):
    person = visitor()
    broken = reports_of(person)
    person.open("/accedi/")
    person.tab.evaluate("""() => new Promise(told => {
      document.addEventListener("securitypolicyviolation", () => setTimeout(told, 50));
      document.body.appendChild(document.createElement("script")).textContent = "1";
    })""")
    assert [(path, rule) for path, rule, *_more in broken] == [("/accedi/", "script-src-elem")]
    person.complaints.clear()  # the browser complains of it as well


def test_nothing_that_is_previewed_runs(visitor):
    person = visitor()
    desk = Desk(person, EDITOR)
    ran: list[str] = []
    person.tab.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    broken = reports_of(person)
    alive = []
    for start in range(0, len(ATTACKS), 20):
        desk.go("/community/blog/scrivi/")
        text = "\n\n".join(f"x {attack}" for attack in ATTACKS[start : start + 20])
        desk.fill(title="<b>Prova</b>", source=text[:49_000])
        desk.press("Anteprima")
        assert "Prova" in desk.tab.input_value("#id_title")
        alive += desk.tab.evaluate(ALIVE)
    assert (ran, alive, broken) == ([], [], [])
