"""Two Provinces whose editors write: what the tests of the editor stand on."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Page

from pico.accounts.actions import reconcile_cms_groups
from pico.organisations.models import Organisation
from pico.portal.actions import set_up_approval
from pico.portal.models import NewsPage, PortalDocument, PortalImage, PortalSite, SectionPage
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import ACTOR, make_news, make_site


def picture_file(name: str = "ponte.png", colour: str = "navy") -> ImageFile:
    out = BytesIO()
    Image.new("RGB", (800, 600), colour).save(out, "PNG")
    return ImageFile(BytesIO(out.getvalue()), name=name)


def image_of(site: PortalSite, title: str, **fields) -> PortalImage:
    return PortalImage.objects.create(title=title, file=picture_file(), collection=site.collection, **fields)


def document_of(site: PortalSite, title: str, name: str = "atto.pdf") -> PortalDocument:
    file = ContentFile(b"%PDF-1.4 prova", name=name)
    return PortalDocument.objects.create(title=title, file=file, collection=site.collection)


def section(site: PortalSite, role: str = "NEWS") -> SectionPage:
    return SectionPage.objects.child_of(site.wagtail_site.root_page).get(role=role)


def draft_of(site: PortalSite, title: str, owner=None, **fields) -> NewsPage:
    page = section(site).add_child(instance=NewsPage(title=title, live=False, owner=owner, **fields))
    page.save_revision(user=owner)
    return NewsPage.objects.get(pk=page.pk)


class Newsroom:
    """A site with its people and rows; every word of it that others must not read begins with the canary."""

    def __init__(self, province: Organisation, canary: str) -> None:
        self.canary = canary
        self.site = make_site(province)
        self.editor = make_member(province, "editor", given_name=f"{canary}Chiara", family_name="Zanatta")
        self.publisher = make_member(province, "administrator", family_name=f"{canary}Bressan")
        set_up_approval(actor=ACTOR)
        reconcile_cms_groups(actor=ACTOR)
        self.root = Page.objects.get(pk=self.site.wagtail_site.root_page_id)
        self.news = section(self.site)
        self.live = make_news(self.site, f"{canary} pubblicata")
        self.image = image_of(self.site, f"{canary} immagine", description=f"{canary} testo")
        self.document = document_of(self.site, f"{canary} documento", name=f"{canary}.pdf")
        self.image.tags.add(f"{canary}tag")
        self.document.tags.add(f"{canary}tag")
        self.draft = draft_of(self.site, f"{canary} bozza", owner=self.editor, image=self.image)
        workflow = self.draft.get_workflow()
        workflow.name = f"{canary} flusso"
        workflow.save()
        self.state = workflow.start(self.draft, self.editor)
        self.task = self.state.current_task_state.task
        self.task.name = f"{canary} compito"
        self.task.save()
        self.collection = Collection.objects.get(pk=self.site.collection_id)
        self.redirect = Redirect.objects.create(
            old_path=f"/{canary}", site=self.site.wagtail_site, redirect_page=self.live
        )

    def browser(self, person) -> Client:
        client = Client(HTTP_HOST=self.host)
        client.force_login(person)
        return client

    @property
    def host(self) -> str:
        return f"{self.site.slug}.localhost"


def two_newsrooms() -> tuple[Newsroom, Newsroom]:
    return Newsroom(make_province("treviso"), "Tvnostro"), Newsroom(make_province("vicenza"), "Vicanarino")
