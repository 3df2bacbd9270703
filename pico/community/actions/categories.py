"""Categories of the forum: made, described, ordered, archived, and who moderates them."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.community.actions.invitations import _end_all, _keep_in
from pico.community.models import Category, Moderator
from pico.community.models.forum import DEEPEST
from pico.community.rules.categories import must_confirm
from pico.community.rules.forum import manages_categories
from pico.files.models import name_key
from pico.journal.models import record
from pico.sharing.levels import WIDTH, Level, levels_offered

FIELDS = ("name", "description", "area", "new_topics")


def _not_yours() -> Refused:
    return Refused(_("Le categorie le cura la redazione dell'ente: non puoi cambiarle."), code="forbidden")


def _taken(name: str) -> Refused:
    return Refused(_("C'è già una categoria «%(name)s» qui.") % {"name": name}, field="name", code="taken")


def _all() -> Any:
    return Category.objects.unrestricted("a category in hand is read again with its neighbours, under a lock")


def _again(category: Category) -> Category:
    """Return a category read under a lock."""
    return _all().select_for_update(of=("self",)).select_related("owner", "parent").get(pk=category.pk)


def _with_parent(category: Category) -> Category:
    """Return a category read under a lock, with its parent as it is now, which is locked first."""
    locked = _all().select_for_update(of=("self",))
    above = locked.get(pk=category.parent_id) if category.parent_id else None
    row = _again(category)
    row.parent = above
    return row


def _lock_below(category: Category) -> None:
    """Lock all categories under one in the order of their keys, as whoever locks several of them."""
    below = _all().filter(Q(parent=category) | Q(parent__parent=category))
    list(below.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _clean_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise Refused(_("Scrivi il nome della categoria."), field="name", code="empty")
    return clean


def _check_level(level: str, owner: Any, parent: Category | None) -> None:
    """Refuse a level that the owner has not, or that is wider than the parent's (community.md 9)."""
    if level not in levels_offered(owner):
        raise Refused(_("Questo livello non è disponibile per l'ente."), field="level", code="not_offered")
    if parent is not None and WIDTH[Level(level)] > WIDTH[Level(parent.level)]:
        words = _("Il livello non può essere più ampio della categoria che la contiene.")
        raise Refused(words, field="level", code="wider")


@transaction.atomic
def create_category(
    *,
    actor: Actor,
    owner: Any,
    name: str,
    level: str,
    parent: Category | None = None,
    description: str = "",
    area: str = "",
    new_topics: str = "",
) -> Category:
    """Make a category, at the root of an organisation's forum or in another category of it.

    Raises:
        Refused: when the actor may not, the name is taken, the level too wide or the tree too deep.
    """
    if not manages_categories(actor, owner):
        raise _not_yours()
    name = _clean_name(name)
    above = _again(parent) if parent else None
    if above is not None and (above.owner_id != owner.pk or above.depth >= DEEPEST):
        raise Refused(_("Qui non può stare un'altra categoria: l'albero ha tre livelli."), code="too_deep")
    _check_level(level, owner, above)
    last = _all().filter(owner=owner, parent=above).aggregate(last=Max("position"))["last"] or 0
    row = Category(
        owner=owner, parent=above, depth=above.depth + 1 if above else 1, author=actor.user, name=name,
        name_key=name_key(name), description=description.strip(), level=Level(level), position=last + 1,
        area=area or (above.area if above else Category.area.field.default),
        new_topics=new_topics or Category.NewTopics.APPROVAL,
    )  # fmt: skip
    _save(row)
    record(actor, "community.category.created", row, changes={"level": [None, str(row.level)]})
    return row


def _save(row: Category) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise _taken(row.name) from taken


@transaction.atomic
def edit_category(
    *, actor: Actor, category: Category, edition: int, values: Mapping[str, Any], confirmed: bool = False
) -> Category:
    """Rename and describe a category; its level too, which narrows those under it as well.

    Args:
        edition: the one that the form was opened with.
        values: some of name, description, area, new_topics, level.
        confirmed: the person was shown what a new level does and said yes: asked when something under it is
            narrowed, and when it is widened to PUBLIC or NETWORK.

    Raises:
        Refused: when the actor may not, the name is taken or the level too wide; code "confirm" without the
            confirmation.
        Conflict: when somebody changed it meanwhile.
    """
    if not manages_categories(actor, category.owner):
        raise _not_yours()
    row = _with_parent(category)
    if row.edition != edition:
        names = (*FIELDS, "level")
        raise Conflict(
            _("Qualcun altro ha cambiato la categoria mentre scrivevi."),
            theirs={name: getattr(row, name) for name in names},
            mine={name: values.get(name) for name in names},
        )
    for name in FIELDS:
        if name in values:
            setattr(row, name, _clean_name(values[name]) if name == "name" else values[name])
    row.name_key, row.edition, before = name_key(row.name), row.edition + 1, row.level
    if values.get("level", row.level) != row.level:
        _check_level(values["level"], row.owner, row.parent)
        if not confirmed and must_confirm(row, values["level"]):
            words = _("Cambia chi vede anche altre righe, o molte più persone: conferma.")
            raise Refused(words, field="level", code="confirm")
        row.level = Level(values["level"])
    _save(row)
    changes = {"level": [str(before), str(row.level)]} if before != row.level else {}
    record(actor, "community.category.edited", row, changes=changes)
    if before == Level.INVITED != row.level:
        _end_all(actor, row)
    if before != row.level:
        _keep_in(actor, row)
        _lock_below(row)
        _narrow_below(actor, row)
    return row


def _narrow_below(actor: Actor, category: Category) -> None:
    """Narrow the categories under one that became narrower: none is ever wider than what contains it."""
    for child in _all().filter(parent=category):
        if WIDTH[Level(child.level)] > WIDTH[Level(category.level)]:
            before, child.level = child.level, category.level
            child.save(update_fields=["level"])
            changes = {"level": [str(before), str(child.level)]}
            record(actor, "community.category.edited", child, changes=changes)
            _keep_in(actor, child)
        _narrow_below(actor, child)


@transaction.atomic
def move_category(*, actor: Actor, category: Category, up: bool) -> Category:
    """Let a category change places with its neighbour above or below. At the end nothing happens."""
    if not manages_categories(actor, category.owner):
        raise _not_yours()
    siblings = list(
        _all().filter(owner=category.owner, parent=category.parent).order_by("pk").select_for_update()
    )
    siblings.sort(key=lambda row: (row.position, row.name_key, row.pk))
    place = next(at for at, row in enumerate(siblings) if row.pk == category.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(siblings):
        return category
    siblings[place], siblings[other] = siblings[other], siblings[place]
    for position, row in enumerate(siblings, 1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    record(actor, "community.category.ordered", category)
    return category


@transaction.atomic
def archive_category(*, actor: Actor, category: Category, archived: bool = True) -> Category:
    """Close a category and those under it to new posts, or take it into use again."""
    if not manages_categories(actor, category.owner):
        raise _not_yours()
    row = _with_parent(category)
    if not archived and row.parent is not None and row.parent.archived_at is not None:
        raise Refused(_("Riapri prima la categoria che la contiene."), code="parent_archived")
    if archived == (row.archived_at is not None):
        return row
    row.archived_at = timezone.now() if archived else None
    row.save(update_fields=["archived_at"])
    record(actor, f"community.category.{'archived' if archived else 'reopened'}", row)
    if archived:
        _lock_below(row)
        for child in _all().filter(parent=row, archived_at=None):
            archive_category(actor=actor, category=child)
    return row


@transaction.atomic
def name_moderator(*, actor: Actor, category: Category, person: User) -> None:
    """Let a person moderate a category, for whichever organisation they act.

    Raises:
        Refused: when the actor may not, or the person does not see the category.
    """
    if not manages_categories(actor, category.owner):
        raise _not_yours()
    if not Category.objects.visible_to(person).filter(pk=category.pk).exists():
        words = _("%(name)s non vede questa categoria: non può moderarla.")
        raise Refused(words % {"name": person.get_full_name()}, field="invitee", code="blind")
    if not category.named.filter(person=person).exists():
        Moderator.objects.create(category=category, person=person)
        record(actor, "community.moderator.named", category, changes={"moderator": [None, person.pk]})


@transaction.atomic
def unname_moderator(*, actor: Actor, category: Category, person: User) -> None:
    """Take a named moderator back."""
    if not manages_categories(actor, category.owner):
        raise _not_yours()
    deleted, _rows = category.named.filter(person=person).delete()
    if deleted:
        record(actor, "community.moderator.removed", category, changes={"moderator": [person.pk, None]})
