"""Forms of the forum."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.fields import DayField
from pico.community.forms.inputs import InviteeField
from pico.community.models import Category, Post, Topic
from pico.community.rules.attachments import MOST_FILES
from pico.community.rules.forum import names_topic
from pico.files.forms import UploadsField, help_of
from pico.files.kinds import DOCUMENT, IMAGE
from pico.files.models import Area, Attachment
from pico.organisations.forms.territories import TerritoryFilters
from pico.organisations.models import Organisation
from pico.sharing.forms import LevelField, choices_of
from pico.sharing.levels import WIDTH, Level

HOW_TO_WRITE = _(
    "Una riga vuota separa i paragrafi. **grassetto**, *corsivo*, «- » per un elenco, «> » per una "
    "citazione, [parole](https://indirizzo) per un collegamento."
)


class CategoryLevelField(LevelField):
    """Who sees a category: at most as many as see the one that contains it."""

    def __init__(self, owner: Organisation, parent: Category | None) -> None:
        super().__init__(owner, None)
        widest = WIDTH[Level(parent.level)] if parent else max(WIDTH.values())
        offered = choices_of(owner, None)
        self.widget.choices = [choice for choice in offered if WIDTH[Level(choice[0])] <= widest]


class CategoryForm(forms.Form):
    """What a category is about, who sees it, who opens discussions in it."""

    name = forms.CharField(label=_("Nome"), max_length=120)
    description = forms.CharField(
        label=_("Descrizione"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Di che cosa si parla qui, in una frase."),
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)
    new_topics = forms.ChoiceField(
        label=_("Nuove discussioni"), choices=Category.NewTopics.choices, widget=forms.RadioSelect
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any, *, owner: Organisation, parent: Category | None, category: Category | None = None
    ) -> None:
        super().__init__(data, initial=self._initial(parent, category))
        self.fields["level"] = CategoryLevelField(owner, parent)
        self.order_fields(["name", "description", "area", "level", "new_topics"])

    @staticmethod
    def _initial(parent: Category | None, category: Category | None) -> dict[str, Any]:
        if category is not None:
            names = ("name", "description", "area", "new_topics", "level", "edition")
            return {name: getattr(category, name) for name in names}
        first = {"area": parent.area, "level": parent.level} if parent else {"level": Level.ORGANISATION}
        return {"new_topics": Category.NewTopics.APPROVAL, **first}


def _text(label: Any, **options: Any) -> forms.CharField:
    """Return the field for a text in Markdown; how long it may be, the action says with the text kept."""
    rows = options.pop("rows", 8)
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows, "data-markdown": True}),
        help_text=HOW_TO_WRITE,
        **options,
    )


def files_field(person: Any) -> UploadsField:
    """Return the field for the files of a text; those kept of a refused form are the person's own."""
    return UploadsField(
        label=_("Allegati"), required=False, most=MOST_FILES, person=person,
        help_text=_("Al massimo %(most)s. Le immagini si vedono nel testo, gli altri si aprono. %(types)s")
        % {"most": MOST_FILES, "types": help_of((DOCUMENT, IMAGE))},
    )  # fmt: skip


class OnceForm(forms.Form):
    """A form that makes one row however often it is sent."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"form_key": uuid.uuid4(), **options.get("initial", {})}
        super().__init__(*args, **options)


class TopicForm(OnceForm):
    """A new discussion."""

    kind = forms.ChoiceField(label=_("Tipo"), choices=Topic.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Titolo"),
        max_length=150,
        help_text=_("Una frase che dice tutto: «Quanto sale per chilometro?»"),
    )
    source = _text(_("Testo"), rows=10)

    def __init__(self, data: Any, files: Any = None, *, person: Any) -> None:
        super().__init__(data, files, initial={"kind": Topic.Kind.DISCUSSION})
        self.fields["files"] = files_field(person)


class PostForm(OnceForm):
    """An answer in a discussion."""

    source = _text(_("Il tuo intervento"))
    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, person: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"] = files_field(person)


class EditPostForm(forms.Form):
    """One's own post, changed; with the first one of a proposal also the title, until it is accepted."""

    title = forms.CharField(label=_("Titolo"), max_length=150)
    source = _text(_("Testo"), rows=10)
    edition = forms.IntegerField(widget=forms.HiddenInput)

    removed = forms.ModelMultipleChoiceField(
        label=_("Allegati da togliere"),
        required=False,
        queryset=Attachment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, files: Any = None, *, post: Post, attached: Any, person: Any) -> None:
        now = {"title": post.topic.title, "source": post.source, "edition": post.edition}
        super().__init__(data, files, initial=now)
        self.fields["removed"].queryset = attached  # type: ignore[attr-defined]
        self.fields["files"] = files_field(person)
        if not names_topic(post):
            del self.fields["title"]
        if not attached.exists():
            del self.fields["removed"]

    def changes(self) -> dict[str, Any]:
        """Return what ``edit_post`` takes."""
        chosen = dict(self.cleaned_data)
        return chosen | {"uploads": chosen.pop("files"), "removed": list(chosen.pop("removed", ()))}


class TypedForm(forms.Form):
    """What somebody typed for a place that takes it no more: to be read and copied, not sent."""

    title = forms.CharField(label=_("Titolo"), required=False)
    source = forms.CharField(label=_("Testo"), required=False, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, typed: Any) -> None:
        super().__init__(initial={name: typed.get(name, "") for name in ("title", "source")})
        if not self.initial["title"]:
            del self.fields["title"]
        for field in self.fields.values():
            field.widget.attrs["readonly"] = True


class RefusalForm(forms.Form):
    """Why a proposal is not accepted."""

    reason = forms.CharField(
        label=_("Motivo"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lo legge chi ha proposto: spiega che cosa cambiare."),
    )  # fmt: skip


class PinForm(forms.Form):
    """Until when a discussion stays on top."""

    until = DayField(label=_("In evidenza fino al"), help_text=_("Compreso. Poi torna al suo posto da sola."))


class MoveTopicForm(forms.Form):
    """Where a discussion goes."""

    category = forms.ModelChoiceField(label=_("Nuova categoria"), queryset=Category.objects.none())

    def __init__(self, data: Any, *, categories: Any) -> None:
        super().__init__(data)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]


class CategoryFilters(forms.Form):
    """What people look for in a category."""

    testo = forms.CharField(label=_("Parole del titolo"), required=False, max_length=100)
    tipo = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Tutti")), *Topic.Kind.choices])
    dal = DayField(label=_("Attive dal"), required=False)
    al = DayField(label=_("Attive fino al"), required=False)
    irrisolte = forms.BooleanField(label=_("Solo domande senza risposta risolutiva"), required=False)
    nonlette = forms.BooleanField(label=_("Solo con novità"), required=False)
    mie = forms.BooleanField(label=_("Solo iniziate da me"), required=False)

    def __init__(self, data: Any, *, signed_in: bool) -> None:
        super().__init__(data)
        if not signed_in:
            del self.fields["nonlette"], self.fields["mie"]

    def apply(self, rows: Any, *, user: Any, read: Any) -> Any:
        """Return the discussions that match all valid filters.

        Args:
            read: the condition that the person has read a discussion to its end.
        """
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("testo"):
            rows = rows.filter(title__icontains=chosen["testo"])
        if chosen.get("tipo"):
            rows = rows.filter(kind=chosen["tipo"])
        if chosen.get("dal"):
            rows = rows.filter(last_post_at__date__gte=chosen["dal"])
        if chosen.get("al"):
            rows = rows.filter(last_post_at__date__lte=chosen["al"])
        if chosen.get("irrisolte"):
            rows = rows.filter(kind=Topic.Kind.QUESTION, solution=None)
        if chosen.get("nonlette"):
            rows = rows.exclude(read)
        if chosen.get("mie"):
            rows = rows.filter(author=user)
        return rows


class HomeFilters(forms.Form):
    """What part of the community to show."""

    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])

    def __init__(self, data: Any) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the verticals link
        super().__init__(data)

    @property
    def chosen_area(self) -> str:
        """The area chosen, or nothing; one that does not exist filters nothing and is said."""
        self.is_valid()
        return self.cleaned_data.get("area", "")


class ForumFilters(TerritoryFilters):
    """Which categories to show."""

    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    ente = forms.ModelChoiceField(
        label=_("Ente"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )

    dal = DayField(label=_("Attive dal"), required=False)
    al = DayField(label=_("Attive fino al"), required=False)

    def __init__(self, data: Any, *, rows: Any) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the verticals link
        super().__init__(data)
        owners = Organisation.objects.filter(pk__in=rows.order_by().values("owner"))
        self.fields["ente"].queryset = owners.order_by("name")  # type: ignore[attr-defined]

    def apply(self, rows: Any, topics: Any) -> Any:
        """Return the categories that match all valid filters.

        Args:
            topics: the discussions that the person sees: a category is of the period of any of them.
        """
        self.is_valid()
        chosen, rows = self.cleaned_data, self.in_territory(rows)
        if chosen.get("area"):
            rows = rows.filter(area=chosen["area"])
        first, last = chosen.get("dal"), chosen.get("al")
        if first or last:
            topics = topics.filter(last_post_at__date__gte=first) if first else topics
            topics = topics.filter(last_post_at__date__lte=last) if last else topics
            rows = rows.filter(pk__in=topics.order_by().values("category"))
        return rows.filter(owner=chosen["ente"]) if chosen.get("ente") else rows


class ModeratorForm(forms.Form):
    """A person who moderates one category."""

    invitee = InviteeField(only_people=True)
