"""What holds for every template and for what the browser downloads. Reasons stand in the messages."""

import gzip
import re

import pytest

from tests.parts import need
from tests.source import ROOT, app_of, offenders, templates, without_comments

STATIC = ROOT / "pico" / "static"
BUILD = STATIC / "build"
COMPONENTS = sorted((ROOT / "pico" / "templates" / "components").glob("*.html"))
# Mails have no style sheet and no policy: their markup follows other rules.
HTML = [path for path in templates() if path.suffix == ".html" and path.parent.name != "mail"]


def compressed(*names: str) -> int:
    return sum(len(gzip.compress((BUILD / name).read_bytes(), 9)) for name in names)


@pytest.mark.parametrize(
    ("names", "budget"),
    [
        (["pico.js"], 45_000),
        (["bootstrap-italia.min.css", "pico.css"], 95_000),
        (["sprites.svg"], 33_000),
    ],
    ids=["scripts", "styles", "icons"],
)
def test_what_every_page_loads_stays_within_its_budget(names, budget):
    need("frontend")

    assert compressed(*names) <= budget


def test_the_fonts_stay_within_their_budget():
    need("frontend")

    assert sum(font.stat().st_size for font in (BUILD / "fonts").glob("*.woff2")) <= 75_000


def test_our_own_script_stays_small():
    assert len(gzip.compress((STATIC / "src" / "pico.js").read_bytes(), 9)) <= 3_000


INLINE = re.compile(
    r"""\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|<style|javascript:|\shx-on|<script(?![^>]*(?:\ssrc=|json))"""
)


def test_templates_hold_no_inline_style_or_script():
    assert offenders(HTML, lambda path: INLINE.findall(without_comments(path.read_text()))) == {}, (
        "the content policy blocks it: use a class, or a data- attribute read by pico.js"
    )


def test_components_get_only_what_they_are_given():
    def open_includes(path):
        includes = re.findall(r'{%\s*include\s+"components/[^%]*%}', without_comments(path.read_text()))
        return [tag for tag in includes if not tag.endswith("only %}")]

    assert offenders(HTML, open_includes) == {}, (
        "a component that reads the whole context cannot be moved: end the include with `only`"
    )


def test_every_component_says_what_it_takes():
    assert offenders(COMPONENTS, lambda path: not path.read_text().startswith("{# ")) == {}, (
        "write its parameters in a comment on top"
    )


# Layout, spacing and text utilities, headings, buttons: what an app's template may use of bootstrap-italia.
SIZE = r"(-(sm|md|lg|xl|xxl))?"
UTILITIES = re.compile(
    rf"""^(
    container | row | g[xy]?-\d | col{SIZE}(-(\d+|auto))? | offset{SIZE}-\d+ | order{SIZE}-\d
    | [mp][tbsexy]?{SIZE}-(\d|auto) | d{SIZE}-(none|block|flex|grid|inline|inline-block)
    | flex{SIZE}-(wrap|column|row|grow-1|shrink-0) | gap-\d | (justify-content|align-items){SIZE}-\w+
    | text-(start|center|end|nowrap|break) | fw-(normal|semibold|bold) | w-100 | visually-hidden(-focusable)?
    | list-unstyled | font-monospace
    | h[1-6] | lead | section-muted | btn(-outline)?(-primary|-danger)? | btn-(sm|link)
    )$""",
    re.VERBOSE,
)


def test_class_names_of_the_design_system_stay_in_the_components():
    def foreign(path):
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", without_comments(path.read_text()), flags=re.DOTALL)
        names = {name for value in re.findall(r'\sclass="([^"]*)"', text) for name in value.split()}
        return {n for n in names if not n.startswith("pico-") and not UTILITIES.match(n)}

    # The editor's own pages are written in Wagtail's design.
    in_the_editor = {"wagtailadmin", "wagtailimages", "editor"}
    ours = [path for path in HTML if app_of(path) and in_the_editor.isdisjoint(path.parts)]
    assert offenders(ours, foreign) == {}, (
        "markup of bootstrap-italia belongs to pico/templates/: use or add a component"
    )


def test_every_class_of_our_styles_is_used_somewhere():
    styles = "".join(path.read_text() for path in (STATIC / "src" / "css").glob("*.css"))
    scripts = sorted((STATIC / "src").glob("*.js"))
    used = "".join(path.read_text() for path in [*templates(), *scripts])
    # pico-badge-{{ tone }}: the names that a value completes.
    completed = set(re.findall(r"(pico-[\w-]+-){{", used))

    dead = {
        name
        for name in re.findall(r"\.(pico-[\w-]+)", styles)
        if not re.search(rf"{name}(?![\w-])", used) and not any(name.startswith(stem) for stem in completed)
    }

    assert dead - KEPT_FOR_APPS == set(), "no template uses it: delete the rule"


# Classes for the pages of the apps.
KEPT_FOR_APPS = {
    "pico-band-more",
    "pico-column-group",
    "pico-columns",
    "pico-feedback",
    "pico-kpis-stacked",
    "pico-links",
    "pico-plain-list",
    "pico-prose",
    "pico-quote",
}
