"""Forms of the blog."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.base.dates import ROME
from pico.base.fields import DayField
from pico.community.forms.forum import HOW_TO_WRITE, OnceForm, files_field
from pico.community.forms.inputs import TagsField
from pico.community.models import Article, Blog
from pico.community.models.blog import LONGEST_SUMMARY
from pico.files.forms import UploadField, UploadsField, help_of
from pico.files.kinds import DOCUMENT, IMAGE
from pico.files.models import Area, name_key
from pico.organisations.forms.territories import TerritoryFilters
from pico.organisations.models import Organisation
from pico.sharing.forms import LevelField

GROUPS = (IMAGE, DOCUMENT)
MOST_FILES = 20


class ArticleForm(OnceForm):
    """What an article says and shows."""

    title = forms.CharField(label=_("Titolo"), max_length=150)
    summary = forms.CharField(
        label=_("Sommario"), required=False, max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Due righe che dicono di che cosa si tratta: si leggono negli elenchi."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Testo"), widget=forms.Textarea(attrs={"rows": 16, "data-markdown": True}),
        help_text=HOW_TO_WRITE,
    )  # fmt: skip
    cover_alt = forms.CharField(
        label=_("Che cosa mostra la copertina"), required=False, max_length=200,
        help_text=_("Serve a chi non vede l'immagine. Obbligatorio se c'è una copertina."),
    )  # fmt: skip
    no_cover = forms.BooleanField(label=_("Togli la copertina di adesso"), required=False)
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)
    tags = TagsField()
    comments_open = forms.BooleanField(label=_("Si può commentare"), required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        person: Any,
        article: Article | None = None,
        **options: Any,
    ) -> None:
        initial = initial_of(article) if article else {"comments_open": True, "area": Area.GENERAL}
        super().__init__(data, files, initial={**initial, **options.pop("initial", {})}, **options)
        self.fields["cover"] = UploadField(
            groups=(IMAGE,), person=person, required=False, label=_("Copertina"),
        )  # fmt: skip
        self.fields["files"] = UploadsField(
            label=_("Immagini e allegati"), required=False, most=MOST_FILES, person=person,
            help_text=_("Al massimo %(most)s alla volta. Salvati, puoi metterli nel testo. %(types)s")
            % {"most": MOST_FILES, "types": help_of(GROUPS)},
        )  # fmt: skip
        if article is None or article.working is None or article.working.cover_id is None:
            del self.fields["no_cover"]
        self.order_fields(
            ["title", "summary", "source", "cover", "cover_alt", "no_cover", "files", "area", "tags",
             "comments_open"]
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A cover says what it shows."""
        data = super().clean() or {}
        if data.get("cover") and not data.get("cover_alt", "").strip():
            self.add_error("cover_alt", _("Scrivi che cosa mostra la copertina."))
        return data


def initial_of(article: Article) -> dict[str, Any]:
    """Return what the form of an article is opened with."""
    text = article.working
    said = {name: getattr(text, name) for name in ("title", "summary", "source", "cover_alt")} if text else {}
    about = {name: getattr(article, name) for name in ("area", "comments_open", "edition")}
    return {**said, **about, "tags": text.tag_list if text else []}


class PublicationForm(forms.Form):
    """Who reads an article, and from when."""

    day = DayField(
        label=_("Dal giorno"),
        required=False,
        help_text=_("Vuoto: subito. Altrimenti esce da solo quel giorno."),
    )
    hour = forms.TimeField(label=_("Alle ore"), required=False, help_text=_("Ad esempio 09:00."))

    def __init__(self, data: Any, *, article: Article) -> None:
        super().__init__(data, initial={"level": article.level})
        self.fields["level"] = LevelField(article.owner, None)
        self.order_fields(["level", "day", "hour"])

    def clean(self) -> dict[str, Any]:
        """A moment has both its parts, and is still to come."""
        data = super().clean() or {}
        day, hour = data.get("day"), data.get("hour")
        data["publish_at"] = None
        if hour and not day and "day" not in self.errors:
            self.add_error("day", _("Scrivi anche il giorno."))
        elif day and not hour and "hour" not in self.errors:
            self.add_error("hour", _("Scrivi anche l'ora."))
        elif day and hour:
            data["publish_at"] = datetime.combine(day, hour, ROME)
            if data["publish_at"] <= timezone.now():
                self.add_error("day", _("Scegli un momento che deve ancora venire."))
        return data


class ArticleLevelForm(forms.Form):
    """Who reads an article that is published."""

    def __init__(self, data: Any, *, article: Article) -> None:
        super().__init__(data, initial={"level": article.level})
        self.fields["level"] = LevelField(article.owner, None)


class ReasonForm(forms.Form):
    """Why something is not published, or no longer."""

    reason = forms.CharField(
        label=_("Motivo"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lo legge chi ha scritto: spiega che cosa cambiare."),
    )  # fmt: skip


class CommentForm(OnceForm):
    """A comment."""

    source = forms.CharField(
        label=_("Il tuo commento"), widget=forms.Textarea(attrs={"rows": 5, "data-markdown": True}),
        help_text=HOW_TO_WRITE,
    )  # fmt: skip

    def __init__(self, *args: Any, person: Any) -> None:
        super().__init__(*args)
        self.fields["files"] = files_field(person)


class BlogForm(forms.Form):
    """How a body treats its public articles."""

    public_articles = forms.ChoiceField(
        label=_("Articoli pubblici"), choices=Blog.PublicArticles.choices, widget=forms.RadioSelect,
        help_text=_("Chi cura il blog pubblica sempre da solo. Fino a «Tutta la rete» decide chi scrive."),
    )  # fmt: skip


class ArticleFilters(TerritoryFilters):
    """What people look for in the blog."""

    testo = forms.CharField(label=_("Parole del titolo o del sommario"), required=False, max_length=100)
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    ente = forms.ModelChoiceField(
        label=_("Ente"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )
    etichetta = forms.CharField(label=_("Etichetta"), required=False, max_length=30)
    dal = DayField(label=_("Usciti dal"), required=False)
    al = DayField(label=_("Usciti fino al"), required=False)

    def __init__(self, data: Any, *, rows: Any) -> None:
        """Take the articles among which the bodies are offered; None offers no body."""
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the verticals link
        super().__init__(data)
        if rows is None:
            del self.fields["ente"]
            return
        owners = Organisation.objects.filter(pk__in=rows.order_by().values("owner"))
        self.fields["ente"].queryset = owners.order_by("name")  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        """Return the articles that match all valid filters."""
        self.is_valid()
        rows = self.in_territory(rows)
        for name, value in self.cleaned_data.items():
            if value not in (None, "") and name in _APPLY:
                rows = _APPLY[name](rows, value)
        return rows


class MineFilters(forms.Form):
    """What people look for among their own articles."""

    testo = forms.CharField(label=_("Parole del titolo"), required=False, max_length=100)
    stato = forms.ChoiceField(
        label=_("Stato"), required=False, choices=[("", _("Tutti")), *Article.State.choices]
    )
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    dal = DayField(label=_("Modificati dal"), required=False)
    al = DayField(label=_("Modificati fino al"), required=False)

    def __init__(self, data: Any) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the verticals link
        super().__init__(data)

    def apply(self, rows: Any) -> Any:
        """Return the articles that match all valid filters."""
        self.is_valid()
        return rows.filter(**{_MINE[name]: value for name, value in self.cleaned_data.items() if value})


_MINE = {
    "testo": "working__title__icontains",
    "stato": "state",
    "area": "area",
    "dal": "updated_at__date__gte",
    "al": "updated_at__date__lte",
}
_APPLY: dict[str, Any] = {
    "testo": lambda rows, text: rows.filter(
        Q(live__title__icontains=text) | Q(live__summary__icontains=text)
    ),
    "area": lambda rows, area: rows.filter(area=area),
    "ente": lambda rows, owner: rows.filter(owner=owner),
    "etichetta": lambda rows, tag: rows.filter(tags__contains=f",{name_key(tag)},"),
    "dal": lambda rows, day: rows.filter(published_at__date__gte=day),
    "al": lambda rows, day: rows.filter(published_at__date__lte=day),
}
