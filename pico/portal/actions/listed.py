"""Pages of the lists (services, offices, people, places…) and documents, written by the product."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.portal.actions._tree import _plant
from pico.portal.actions.changes import page_changed
from pico.portal.models import (
    BodyMember,
    PersonPage,
    PortalDocument,
    PortalImage,
    PortalSite,
    SectionPage,
    Topic,
)
from pico.portal.models.listed import ListedPage
from pico.portal.publishable import problems_of
from pico.portal.published import What
from pico.portal.rules import may_publish_on


@dataclass(frozen=True)
class NewPicture:
    """A picture to add. ``words`` tell what it shows to whoever does not see it; ``size`` is in pixels."""

    title: str
    words: str
    name: str
    content: bytes
    size: tuple[int, int]


@transaction.atomic
def publish_page(
    *,
    actor: Actor,
    site: PortalSite,
    page: ListedPage,
    topics: Sequence[Topic] = (),
    members: Sequence[tuple[PersonPage, str]] = (),
) -> ListedPage:
    """Publish a new page of a list under its section, at once.

    Args:
        page: unsaved, with title and slug.
        members: (person, role) of an organ.

    Raises:
        Refused: for whoever does not publish there, and with the first thing that the page lacks.
    """
    if not may_publish_on(actor, site):
        raise Refused(_("Solo i responsabili editoriali pubblicano sul sito."))
    section = SectionPage.objects.child_of(site.wagtail_site.root_page).get(role=page.section_role)
    if Page.objects.child_of(section).filter(slug=page.slug).exists():
        raise Refused(_("C'è già una pagina con questo titolo."), field="title")
    for field, sentence in problems_of(page, site).items():
        raise Refused(sentence, field=field)
    page.full_clean(exclude=["path", "depth", "content_type", "locale", "url_path", "translation_key"])
    _plant(section, [page])
    if topics:
        through = type(page).topics.through
        key = f"{page._meta.model_name}_id"
        through.objects.bulk_create(through(**{key: page.pk, "topic_id": topic.pk}) for topic in topics)
    BodyMember.objects.bulk_create(
        BodyMember(page_id=page.pk, person=person, role=role, sort_order=number)
        for number, (person, role) in enumerate(members)
    )
    page_changed(actor=actor, site=site, page=page, what=What.PUBLISHED)
    return page


@transaction.atomic
def add_document(*, actor: Actor, site: PortalSite, title: str, name: str, content: bytes) -> PortalDocument:
    """Add a public document to a site's collection."""
    if not may_publish_on(actor, site):
        raise Refused(_("Solo i responsabili editoriali pubblicano sul sito."))
    document = PortalDocument(title=title, collection_id=site.collection_id, file_size=len(content))
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    record(actor, "portal.document.added", document, owner=site.organisation)
    return document


@transaction.atomic
def add_pictures(*, actor: Actor, site: PortalSite, pictures: Sequence[NewPicture]) -> list[PortalImage]:
    """Add pictures to a site's collection, all in one statement; their sizes are made when readers ask."""
    if not may_publish_on(actor, site):
        raise Refused(_("Solo i responsabili editoriali pubblicano sul sito."))
    made = PortalImage.objects.bulk_create(
        PortalImage(
            title=one.title[:255],
            description=one.words[:255],
            collection_id=site.collection_id,
            file=ContentFile(one.content, name=one.name),
            width=one.size[0],
            height=one.size[1],
            file_size=len(one.content),
        )
        for one in pictures
    )
    record(
        actor, "portal.pictures.added", site, owner=site.organisation, changes={"pictures": [None, len(made)]}
    )
    return made
