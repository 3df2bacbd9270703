"""Filters and tags that every template has."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def render(text, **context):
    return Template(text).render(Context(context))


@pytest.mark.parametrize(
    ("expression", "value", "shown"),
    [
        ("v|italian_date", DAY, "23 novembre 2026"),
        ("v|italian_date", date(2027, 1, 1), "1º gennaio 2027"),
        ("v|italian_date", None, "n.d."),
        ("v|italian_date", "", "n.d."),
        ("v|italian_date_short", DAY, "23 nov 2026"),
        ("v|italian_weekday", DAY, "lunedì 23 novembre 2026"),
        ("v|italian_datetime", NOON, "23 novembre 2026, ore 12:00"),
        ("v|iso_moment", NOON, "2026-11-23T12:00:00+0100"),
        ("v|iso_moment", None, ""),
        ("v|italian_datetime_short", NOON, "23 nov 2026, 12:00"),
        ("v|euro", Decimal("1234.5"), "1.234,50\u00a0€"),
        ("v|euro", Decimal(-3), "\u22123,00\u00a0€"),
        ("v|euro", "", "n.d."),
        ("v|number", 1234567, "1.234.567"),
        ("v|number:2", Decimal("1234.567"), "1.234,57"),
        ("v|number", None, "n.d."),
        ("v|percent", Decimal("12.5"), "12,5\u00a0%"),
        ("v|percent:0", 12, "12\u00a0%"),
        ("v|percent", None, "n.d."),
        ("v|filesize", 0, "0\u00a0byte"),
        ("v|filesize", 999, "999\u00a0byte"),
        ("v|filesize", 1_234_567, "1,2\u00a0MB"),
        ("v|filesize", 123_456_789, "123\u00a0MB"),
        ("v|filesize", None, "n.d."),
        ("v|plural:'richiesta,richieste'", 1, "1 richiesta"),
        ("v|plural:'richiesta,richieste'", 0, "0 richieste"),
        ("v|plural:'richiesta,richieste'", 1200, "1.200 richieste"),
        ("v|initials", "Maria Antonietta De Santis", "MS"),
        ("v|initials", "Treviso", "T"),
        ("v|initials", "", ""),
    ],
    ids=str,
)
def test_values_are_written_the_italian_way(expression, value, shown):
    assert render(f"{{{{ {expression} }}}}", v=value) == shown


def test_an_icon_is_hidden_from_screen_readers():
    assert render('{% icon "it-calendar" "icon-sm" %}') == (
        '<svg class="icon icon-sm" aria-hidden="true" focusable="false">'
        '<use href="/static/build/sprites.svg#it-calendar"></use></svg>'
    )


def test_a_trail_ends_with_this_page():
    context = Context({"url": "/servizi/"})
    Template('{% trail "Servizi" url "Permessi" as items %}').render(context)

    assert context["items"] == [{"label": "Servizi", "url": "/servizi/"}, {"label": "Permessi", "url": ""}]


def test_captured_html_reaches_a_component_as_it_is():
    text = render(
        "{% capture as body %}<b>{{ v }}</b>{% endcapture %}"
        '{% include "components/alert.html" with body=body only %}',
        v="<i>",
    )

    assert "<b>&lt;i&gt;</b>" in text


def columns(rf, query, *definitions):
    context = Context({"request": rf.get("/", query), "d": definitions})
    Template("{% columns d.0 d.1 as cols %}").render(context)
    return context["cols"]


@pytest.mark.parametrize(
    ("current", "sorted_", "url"),
    [
        ("", "", "?stato=OPEN&ordina=amount"),
        ("amount", "ascending", "?stato=OPEN&ordina=-amount"),
        ("-amount", "descending", "?stato=OPEN&ordina=amount"),
        ("subject", "", "?stato=OPEN&ordina=amount"),
    ],
)
def test_a_column_turns_its_order_and_goes_back_to_the_first_page(rf, current, sorted_, url):
    query = {"stato": "OPEN", "pagina": "3", **({"ordina": current} if current else {})}
    amount, actions = columns(rf, query, "Importo:amount|number", "Azioni|hidden")

    assert amount == {"label": "Importo", "number": True, "hidden": False, "sorted": sorted_, "url": url}
    assert actions == {"label": "Azioni", "number": False, "hidden": True}


class Filters(forms.Form):
    q = forms.CharField(label="Testo", required=False)
    year = forms.TypedChoiceField(label="Anno", required=False, coerce=int, choices=[(2026, "L'anno 2026")])
    since = forms.DateField(label="Dal", required=False)
    mine = forms.BooleanField(label="Solo le mie", required=False)
    kinds = forms.MultipleChoiceField(
        label="Tipi", required=False, choices=[("Gruppo", [("A", "Lavori")]), ("B", "Servizi")]
    )


def chips(rf, **query):
    request = rf.get("/", query)
    context = Context({"request": request, "form": Filters(request.GET)})
    Template("{% active_filters form as chips %}").render(context)
    return context["chips"]


def test_each_filter_in_force_can_be_taken_away_alone(rf):
    assert chips(rf, q="scuola", year="2026", since="2026-11-23", pagina="2") == [
        {"label": "Testo: scuola", "url": "?year=2026&since=2026-11-23"},
        {"label": "Anno: L'anno 2026", "url": "?q=scuola&since=2026-11-23"},
        {"label": "Dal: 23 novembre 2026", "url": "?q=scuola&year=2026"},
    ]


def test_boxes_and_groups_are_shown_by_their_labels(rf):
    assert [chip["label"] for chip in chips(rf, mine="on", kinds=["A", "B"])] == [
        "Solo le mie: sì",
        "Tipi: Lavori, Servizi",
    ]


def test_a_filter_that_is_not_valid_is_said(rf):
    assert chips(rf, year="mille") == [{"label": "anno", "invalid": True}]


def test_without_filters_there_is_nothing_to_take_away(rf):
    assert chips(rf) == []
