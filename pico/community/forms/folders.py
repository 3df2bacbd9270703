"""Folders: what is said of them, and who sees them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.community.forms.inputs import InviteeField, TagsField
from pico.files.models import Area, Folder
from pico.organisations.models import Organisation
from pico.sharing.forms import LevelField
from pico.sharing.models import Invitation


class FolderForm(forms.Form):
    """Name and description of a folder."""

    name = forms.CharField(label=_("Nome"), max_length=120)
    description = forms.CharField(
        label=_("Descrizione"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    area = forms.ChoiceField(label=_("Area"), choices=Area.choices)
    tags = TagsField()
    write_policy = forms.ChoiceField(label=_("Chi può aggiungere file"), choices=Folder.WritePolicy.choices)

    @staticmethod
    def initial_of(folder: Folder) -> dict[str, Any]:
        """Return what the form of a folder is opened with."""
        names = ("name", "description", "area", "write_policy")
        return {**{name: getattr(folder, name) for name in names}, "tags": folder.tag_list}


class NewFolderForm(FolderForm):
    """A folder that does not exist yet: also who sees it."""

    def __init__(self, data: Any, *, owner: Organisation, parent: Folder | None) -> None:
        above = parent and {"area": parent.area, "write_policy": parent.write_policy, "level": ""}
        super().__init__(data, initial=above or {"level": "ORGANISATION"})
        self.fields["level"] = LevelField(owner, parent)


class LevelForm(forms.Form):
    """Who sees a folder or a document that exists."""

    def __init__(self, data: Any, *, row: Any, container: Folder | None) -> None:
        super().__init__(data, initial={"level": row.level if row.own_level else ""})
        self.fields["level"] = LevelField(row.owner, container)


class InviteForm(forms.Form):
    """A person or a body to invite."""

    invitee = InviteeField()
    right = forms.ChoiceField(label=_("Che cosa può fare"), choices=Invitation.Right.choices)
    until = DayField(label=_("Fino al"), required=False, help_text=_("Vuoto: finché non lo togli."))

    def invited(self) -> dict[str, Any]:
        """Return what ``invite_to`` takes."""
        who = self.cleaned_data["invitee"]
        return {
            "organisation" if isinstance(who, Organisation) else "person": who,
            "right": self.cleaned_data["right"],
            "until": dates.end_of_day(last) if (last := self.cleaned_data["until"]) else None,
        }
