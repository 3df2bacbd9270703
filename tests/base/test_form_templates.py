"""``{{ form }}`` draws fields the way of the design system, errors and help tied to their control."""

import html5lib
import pytest
from django import forms
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict


class Sample(forms.Form):
    subject = forms.CharField(label="Oggetto", help_text="Al massimo 200 caratteri.")
    note = forms.CharField(label="Nota", required=False, widget=forms.Textarea)
    day = forms.DateField(label="Data")
    kind = forms.ChoiceField(label="Tipo", choices=[("A", "Lavori"), ("B", "Servizi")])
    funds = forms.ChoiceField(label="Fondi", choices=[("A", "Propri")], widget=forms.RadioSelect)
    paper = forms.FileField(label="Determina")
    agreed = forms.BooleanField(label="Dichiaro che è vero")
    news = forms.BooleanField(label="Mandami le novità", required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("La convenzione è scaduta.")


def html(text, **context):
    return html5lib.parse(Template(text).render(Context(context)), namespaceHTMLElements=False)


def control(page, name):
    return next(e for e in page.iter() if e.get("name") == name)


def words(element):
    return " ".join("".join(element.itertext()).split())


def described(page, element):
    """Return the texts that a screen reader says after the label."""
    by_id = {e.get("id"): e for e in page.iter()}
    return [words(by_id[name]) for name in (element.get("aria-describedby") or "").split()]


@pytest.mark.parametrize(
    ("name", "tag", "kind", "css"),
    [
        ("subject", "input", "text", "form-control"),
        ("note", "textarea", None, "form-control"),
        ("day", "input", "date", "form-control"),
        ("kind", "select", None, "form-select"),
        ("funds", "input", "radio", None),
        ("paper", "input", "file", "form-control"),
        ("agreed", "input", "checkbox", None),
        ("token", "input", "hidden", None),
    ],
)
def test_every_control_has_its_type_and_class(name, tag, kind, css):
    element = control(html("{{ form }}", form=Sample()), name)

    assert (element.tag, element.get("type"), element.get("class") or None) == (tag, kind, css)


def test_every_control_has_a_label_and_only_the_optional_one_says_so():
    page = html("{{ form }}", form=Sample())
    labels = {e.get("for"): words(e) for e in page.iter("label")}

    assert labels == {
        "id_subject": "Oggetto",
        "id_note": "Nota (facoltativo)",
        "id_day": "Data",
        "id_kind": "Tipo",
        "id_funds_0": "Propri",
        "id_paper": "Determina",
        "id_agreed": "Dichiaro che è vero",
        "id_news": "Mandami le novità",  # left empty, a box has been answered
    }
    assert [words(e) for e in page.iter("legend")] == ["Fondi"]


def test_errors_are_tied_to_their_controls():
    page = html("{{ form }}", form=Sample({"kind": "Z"}))
    texts = {
        name: (control(page, name).get("aria-invalid"), described(page, control(page, name)))
        for name in ("subject", "note", "kind", "agreed")
    }

    assert texts == {
        "subject": ("true", ["Al massimo 200 caratteri.", "Errore: Compila «Oggetto»"]),
        "note": (None, []),
        "kind": ("true", ["Errore: Scegli un'opzione valida. Z non è tra quelle disponibili."]),
        "agreed": ("true", ["Errore: Seleziona «Dichiaro che è vero»"]),
    }


def test_the_error_of_a_group_is_tied_to_the_group():
    page = html("{{ form }}", form=Sample({}))

    assert described(page, next(page.iter("fieldset"))) == ["Errore: Scegli «Fondi»"]


SUMMARY = '{% include "components/error_summary.html" with form=form only %}'


def test_the_summary_links_every_error_to_its_control():
    page = html(SUMMARY, form=Sample({"token": "x"}, MultiValueDict()))
    links = [(e.get("href"), words(e)) for e in page.iter("a")]

    assert links == [
        ("#id_subject", "Compila «Oggetto»"),
        ("#id_day", "Compila «Data»"),
        ("#id_kind", "Scegli «Tipo»"),
        ("#id_funds_0", "Scegli «Fondi»"),
        ("#id_paper", "Carica «Determina»"),
        ("#id_agreed", "Seleziona «Dichiaro che è vero»"),
    ]
    assert [words(e) for e in page.iter("h2")] == ["Ci sono 7 errori da correggere"]


def test_an_error_of_no_field_is_shown_once():
    form = Sample({})
    alone = html("{{ form }}", form=Sample({}))
    together = html(SUMMARY + "{{ form }}", form=form)

    assert [
        words(alone).count("La convenzione è scaduta."),
        words(together).count("La convenzione è scaduta."),
    ] == [
        1,
        1,
    ]


def test_a_form_without_errors_has_no_summary():
    assert Template(SUMMARY).render(Context({"form": Sample()})).strip() == ""


def test_a_date_typed_before_is_shown_in_the_format_the_browser_reads():
    class Day(forms.Form):
        day = forms.DateField()

    import datetime

    fresh = html("{{ form }}", form=Day(initial={"day": datetime.date(2026, 11, 23)}))

    assert control(fresh, "day").get("value") == "2026-11-23"


def test_a_sentence_of_the_form_itself_is_left_as_it_is():
    class Own(forms.Form):
        subject = forms.CharField(error_messages={"required": "Scrivi che cosa ti serve"})

    page = html("{{ form }}", form=Own({}))

    assert described(page, control(page, "subject")) == ["Errore: Scrivi che cosa ti serve"]
