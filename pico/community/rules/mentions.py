"""People named in a text with «@Nome Cognome»: only those who see the discussion are found.

A name that nobody, or more than one person, in the audience has stays plain text: who cannot see the
discussion is neither told nor betrayed by how the text looks.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower

from pico.accounts.models import User
from pico.community.models import Category, Post, Topic

MOST_MENTIONS = 10
MOST_OFFERED = 8
MOST_ASKED = 60  # people of that name whose sight is asked about before an offer gives up
LONGEST_NAME = 6  # words
SHORTEST_SEARCH = 2
AFTER_AT = re.compile(r"(?<![\w@./])@(\w[\w'’-]*\.?(?:[ \u00a0]\w[\w'’-]*\.?){1,5})")


def mentioned_in(place: Topic | Category, source: str, *, author_id: int | None = None) -> list[User]:
    """Return the people whom a text names and who see the place it stands in, in the order of the text.

    Args:
        source: Markdown; what it quotes of others names nobody again.
        author_id: who wrote it: nobody mentions themselves.
    """
    own = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(">"))
    spoken = [_possible_names(found.group(1)) for found in AFTER_AT.finditer(own)][: MOST_MENTIONS * 2]
    if not spoken:
        return []
    known = _people_called({name for names in spoken for name in names})
    people: dict[int, User] = {}
    for names in spoken:
        person = _the_one(place, [known.get(name, []) for name in names])
        if person is not None and person.pk != author_id:
            people.setdefault(person.pk, person)
    return list(people.values())[:MOST_MENTIONS]


def _possible_names(words: str) -> list[str]:
    """Return what the words after an @ may name, the longest first: «mario rossi della», «mario rossi»."""
    parts = words.replace("\u00a0", " ").casefold().split(" ")[:LONGEST_NAME]
    names: list[str] = []
    for length in range(len(parts), 1, -1):
        name = " ".join(parts[:length])
        names += dict.fromkeys([name, name.rstrip(".")])
    return names


def _full_name() -> Any:
    return Lower(Concat("given_name", Value(" "), "family_name"))


def _people_called(names: set[str]) -> dict[str, list[User]]:
    """Return the active people of each name."""
    rows = User.objects.filter(is_active=True).annotate(called=_full_name()).filter(called__in=names)
    found: dict[str, list[User]] = {}
    for person in rows.order_by("pk")[:MOST_ASKED]:
        found.setdefault(person.get_full_name().casefold(), []).append(person)
    return found


def _the_one(place: Topic | Category, by_name: Iterable[list[User]]) -> User | None:
    """Return the person meant: the only one in the audience with the longest name that fits somebody."""
    for people in by_name:
        seeing = [person for person in people if sees_place(person, place)]
        if seeing:
            return seeing[0] if len(seeing) == 1 else None
    return None


def sees_place(person: User, place: Topic | Category) -> bool:
    """Say whether a person sees a discussion, or a category in which one is about to start."""
    return type(place).objects.visible_to(person).filter(pk=place.pk).exists()


def mentions(post: Post) -> list[User]:
    """Return the people whom a post names and who see its discussion now."""
    return mentioned_in(post.topic, post.source, author_id=post.author_id)


def offered(place: Topic | Category, text: str, *, user: Any) -> list[User]:
    """Return people of the audience to call, at most ``MOST_OFFERED``: those whose names the user knows.

    These are colleagues, and whoever wrote in a discussion of the category that the user reads: looking for
    names is no way to list the people of other bodies.
    """
    words = text.casefold().lstrip("@").split()[:LONGEST_NAME]
    if len("".join(words)) < SHORTEST_SEARCH:
        return []
    category_id = place.pk if isinstance(place, Category) else place.category_id
    posts = Post.objects.visible_to(user).legible().filter(topic__category_id=category_id).order_by()
    wrote = Q(pk__in=posts.filter(topic__state__in=Topic.SHOWN).values("author_id"))
    colleagues = Q(pk__in=User.people.visible_to(user).order_by().values("pk"))
    rows = User.objects.filter(wrote | colleagues, is_active=True).exclude(pk=user.pk)
    rows = rows.annotate(called=_full_name())
    for word in words:
        rows = rows.filter(called__contains=word)
    near: Any = rows.order_by("family_name", "given_name", "pk")[:MOST_ASKED]
    return [person for person in near if sees_place(person, place)][:MOST_OFFERED]
