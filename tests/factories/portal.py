"""Sites and pages for tests, made by the actions as the product makes them."""

from datetime import date, timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images.models import Filter

from pico.base.actor import system_actor
from pico.organisations.models import Organisation
from pico.portal.actions import (
    NewPicture,
    add_alias,
    add_document,
    add_pictures,
    add_redirect,
    create_site,
    create_sites,
    publish_event,
    publish_news,
    publish_page,
    put_online,
    seed_obligations,
    suspend_site,
)
from pico.portal.models import (
    EventPage,
    NewsPage,
    Placement,
    PortalDocument,
    PortalImage,
    PortalRendition,
    PortalSite,
    ServicePage,
    SiteObligation,
    Topic,
    UnitPage,
)
from pico.portal.models.sites import new_stamp
from pico.portal.sized import card_address
from tests.factories.files import picture
from tests.factories.organisations import make_national_upi, make_province

ACTOR = system_actor("test")
_numbers = count(1)


def make_site(
    organisation: Organisation | None = None, *, state: str = "ONLINE", indexed: bool = False, **fields
) -> PortalSite:
    """Return an organisation's site in a state; without organisation that of the Province of Treviso.

    Args:
        indexed: whether the search finds its standard pages, which takes as long as making the site.
    """
    site = create_site(actor=ACTOR, organisation=organisation or make_province())
    for name, value in fields.items():
        setattr(site, name, value)
    if fields:
        site.stamp += 1
        site.save()
    if state != site.state and site.state == "DRAFT" and indexed:
        site = put_online(actor=ACTOR, site=site, reason="test")
    elif state != site.state and site.state == "DRAFT":
        site.state, site.stamp = "ONLINE", new_stamp()
        site.save_base(raw=True)  # as `put_online` leaves it, but for the index and the journal's line
    if state == "SUSPENDED":
        site = suspend_site(actor=ACTOR, site=site, reason="test")
    return site


def make_national_site(**fields) -> PortalSite:
    """Return UPI's site, which the bare hosts (`testserver`, `localhost`) show."""
    return make_site(make_national_upi(), **fields)


def make_many_sites(count: int, parent: Organisation) -> list[PortalSite]:
    """Return as many online sites of Provinces under one body, made in a few statements."""
    bodies = [
        Organisation(
            kind="PROVINCE", name=f"Provincia numero {n}", short_name=f"Numero {n}", slug=f"provincia-{n}",
            search_name=f"provincia numero {n}", subtype="PROVINCE", state="JOINED", parent=parent,
            region=parent.region,
        )
        for n in range(count)
    ]  # fmt: skip
    made = create_sites(actor=ACTOR, organisations=Organisation.objects.bulk_create(bodies))
    PortalSite.objects.filter(pk__in=[site.pk for site in made]).update(state="ONLINE")
    return made


def make_topic(name: str = "Rete stradale") -> Topic:
    slug = name.lower().replace(" ", "-")
    return Topic.objects.get_or_create(slug=slug, defaults={"name": name, "source": "EUROVOC"})[0]


def make_news(site: PortalSite, title: str = "", *, day: date | None = None, **fields) -> NewsPage:
    """Publish a news item on a site."""
    number = next(_numbers)
    return publish_news(
        actor=ACTOR,
        site=site,
        title=title or f"Notizia {number}",
        summary=fields.pop("summary", f"Sommario della notizia {number}."),
        day=day or date(2026, 11, 20),
        **fields,
    )


def make_event(site: PortalSite, title: str = "", *, in_days: int = 7, **fields) -> EventPage:
    """Publish an event of two hours some days from now (negative: in the past)."""
    starts_at = timezone.now() + timedelta(days=in_days)
    return publish_event(
        actor=ACTOR,
        site=site,
        title=title or f"Evento {next(_numbers)}",
        summary="Sommario dell'evento.",
        starts_at=fields.pop("starts_at", starts_at),
        ends_at=fields.pop("ends_at", starts_at + timedelta(hours=2)),
        **fields,
    )


PDF = b"%PDF-1.4\n%%EOF\n"


def make_document(site: PortalSite, title: str = "Condizioni di servizio") -> PortalDocument:
    return add_document(actor=ACTOR, site=site, title=title, name=f"{slugify(title)}.pdf", content=PDF)


def make_page(site: PortalSite, model, title: str, *, topics=(), members=(), **fields):
    """Publish a page of a list."""
    page = model(title=title, slug=fields.pop("slug", slugify(title)), **fields)
    return publish_page(actor=ACTOR, site=site, page=page, topics=topics, members=members)


def make_unit(site: PortalSite, title: str = "Ufficio viabilità", **fields) -> UnitPage:
    return make_page(
        site, UnitPage, title, **{"summary": "Strade e concessioni.", "phone": "0422 1", **fields}
    )


SERVICE = {
    "summary": "Serve a chi trasporta carichi fuori sagoma.",
    "category": "MOBILITY",
    "addressed_to": "<p>Imprese di trasporto.</p>",
    "how_to": "<p>Compila la domanda.</p>",
    "needed": "<p>La carta di circolazione.</p>",
    "achieved": "<p>L'autorizzazione.</p>",
    "times": "<p>Entro quindici giorni.</p>",
    "access": "<p>Allo sportello.</p>",
}


def make_service(site: PortalSite, title: str = "Trasporti eccezionali", **fields) -> ServicePage:
    """Publish a whole service sheet."""
    topics = fields.pop("topics", None) or [make_topic()]
    unit = fields.pop("unit", None) or make_unit(site, f"Ufficio {next(_numbers)}")
    terms = fields.pop("terms_file", None) or make_document(site)
    sheet = {**SERVICE, "unit": unit, "terms_file": terms, **fields}
    return make_page(site, ServicePage, title, topics=topics, **sheet)


def _site_rows(world) -> dict[str, dict[str, dict[str, object]]]:
    """Own screens of the sites: a redirect, an obligation, the sites and topics the network keeps."""
    seed_obligations(actor=ACTOR)
    treviso, brescia = (make_site(world.organisations[name]) for name in ("treviso", "brescia"))
    old = [
        add_redirect(actor=ACTOR, site=site, old_path="/vecchio-sito", target="/novita/")
        for site in (treviso, brescia)
    ]
    aliases = [
        add_alias(actor=ACTOR, site=site, hostname=f"www-{site.slug}.localhost")
        for site in (treviso, brescia)
    ]
    site = {"OWN": {"slug": "treviso"}, "OTHER": {"slug": "brescia"}}
    obligation = SiteObligation.objects.earliest("pk")
    return {
        "portal:redirect_delete": {"OWN": {"pk": old[0].pk}, "OTHER": {"pk": old[1].pk}},
        "portal:settings_part": {"OWN": {"part": "contatti"}},
        "portal:obligation": {"OTHER": {"code": obligation.code, "year": 2031}},
        "portal:network_site": site,
        "portal:network_aliases": site,
        "portal:network_site_new": {},
        "portal:network_sites": {},
        "portal:network_sites_export": {"OWN": {"file_format": "csv"}},
        "portal:network_alias_remove": {
            "OWN": {"slug": "treviso", "pk": aliases[0].pk},
            "OTHER": {"slug": "brescia", "pk": aliases[1].pk},
        },
        "portal:network_topic": {"OWN": {"pk": make_topic().pk}},
        "portal:network_topic_new": {},
        "portal:network_topics": {},
        "portal:network_obligation": {"OWN": {"pk": obligation.pk}},
        "portal:network_obligation_new": {},
        "portal:network_obligations": {},
        "portal:crest_image": {"OTHER": {"pk": 999_999}},
        "portal:hero_image": {"OTHER": {"pk": 999_999}},
    }


def _document(page: NewsPage, name: str) -> dict[str, str]:
    """Return the address of an editorial document of the site of a page."""
    site = PortalSite.objects.get(wagtail_site__root_page__path=page.path[:8])
    file = ContentFile(b"%PDF-1.4 prova", name=name)
    row = PortalDocument.objects.create(title=name, file=file, collection=site.collection)
    return {"number": str(row.pk), "name": row.filename}


def _picture(name: str) -> dict[str, str]:
    """Return the address of a picture as Wagtail keeps its sizes."""
    return {"path": default_storage.save(f"images/{name}", ContentFile(b"\x89PNG", name=name))}


def make_picture(site: PortalSite, name: str = "ponte", size: tuple[int, int] = (960, 540)) -> PortalImage:
    """Add a picture to a site, with words."""
    words = "Un ponte a tre arcate."
    content = picture("JPEG", size)
    one = NewPicture(title="Ponte", words=words, name=f"{name}.jpg", content=content, size=size)
    return add_pictures(actor=ACTOR, site=site, pictures=[one])[0]


def _sized(page: NewsPage) -> dict[str, str]:
    """Return the address of one size of a picture of the site of a page."""
    site = PortalSite.objects.get(wagtail_site__root_page__path=page.path[:8])
    image = make_picture(site)
    _media, number, size, name = card_address(image).strip("/").split("/")
    made = Filter(spec="fill-640x360|format-webp")
    # As if somebody had asked for it before: Wagtail leaves the temporary files of new ones open.
    PortalRendition.objects.create(
        image=image,
        filter_spec=made.spec,
        focal_point_key=made.get_cache_key(image),
        file=ContentFile(picture("WEBP", (640, 360)), name="ponte.webp"),
        width=640,
        height=360,
    )
    return {"number": number, "size": size, "name": name}


def make_placement(
    item, origin: PortalSite, target: PortalSite, state: str = "PROPOSED", **fields
) -> Placement:
    """A placement in a state, without the way that led there."""
    kind = "EVENT" if isinstance(item, EventPage) else "NEWS"
    fields.setdefault("direction", "UP" if target.organisation.kind != "PROVINCE" else "DOWN")
    return Placement.objects.create(
        item_id=item.pk, title=item.title, kind=kind, origin=origin, target=target, state=state, **fields
    )


def placement_rows(world) -> dict[str, dict[str, dict[str, object]]]:
    """Sample placements: what Treviso sent (OWN) and what Brescia sent (OTHER) to UPI."""
    upi = make_site(make_national_upi())
    rows: dict[str, dict[str, dict[str, object]]] = {}
    for kind, name in (("OWN", "treviso"), ("OTHER", "brescia")):
        site = make_site(world.organisations[name])
        item = make_news(site, f"Notizia che viaggia da {name}")
        row = make_placement(item, site, upi)
        shown = make_placement(make_news(site, f"Accolta da {name}"), site, upi, "ACCEPTED")
        for page in ("placement", "placement_withdraw"):
            rows.setdefault(f"portal:{page}", {})[kind] = {"public_id": row.public_id}
        for page in ("accept", "refuse"):
            rows.setdefault(f"portal:placement_{page}", {})[kind] = {"public_id": row.public_id}
        for page in ("highlight", "remove", "forward"):
            rows.setdefault(f"portal:placement_{page}", {})[kind] = {"public_id": shown.public_id}
        rows.setdefault("portal:placement_propose", {})[kind] = {"page_id": item.pk}
        rows.setdefault("portal:placed", {})[kind] = {"origin": name, "slug": shown.item.slug}
    event = make_event(make_site(world.organisations["treviso"]), "Evento per il calendario")
    other = make_event(make_site(world.organisations["brescia"]), "Evento di Brescia")
    rows["portal:event_calendar"] = {"OWN": {"slug": event.slug}, "OTHER": {"slug": other.slug}}
    rows["portal:placed_calendar"] = {"OTHER": {"origin": "brescia", "slug": other.slug}}
    rows["portal:rss"] = rows["portal:atom"] = {"OWN": {"name": "avvisi"}}
    rows["portal:placements_export"] = {"OWN": {"format": "csv"}}
    return rows


def access_rows(world) -> dict[str, dict[str, dict[str, str]]]:
    """Sample addresses for the access matrix: on Treviso's host a page of its own, and one of Brescia's."""
    own = make_news(make_site(world.organisations["treviso"]), topics=[make_topic()])
    other = make_news(make_site(world.organisations["brescia"]), topics=[make_topic("Turismo")])
    sheets = [
        make_service(make_site(world.organisations[slug]), f"Servizio di {slug}")
        for slug in ("treviso", "brescia")
    ]
    return {
        "portal:service": {"OWN": {"slug": sheets[0].slug}, "OTHER": {"slug": sheets[1].slug}},
        **placement_rows(world),
        "wagtail_serve": {
            "OWN": {"path": own.path_on_site.lstrip("/")},
            "OTHER": {"path": other.path_on_site.lstrip("/")},
        },
        **_site_rows(world),
        "portal:ratings_export": {"OWN": {"file_format": "csv"}},
        "portal:home_block_title": {"OWN": {"code": "faq"}},
        "portal:home_block_move": {"OWN": {"code": "faq", "move": "su"}},
        "wagtaildocs_serve": {
            "OWN": _document(own, "atto.pdf"),
            "OTHER": _document(other, "altro.pdf"),
        },
        "editorial_picture": {"OWN": _picture("ponte.png"), "OTHER": _picture("lago.png")},
        "sized_picture": {"OWN": _sized(own), "OTHER": _sized(other)},
        **{
            f"portal:{name}": {"OWN": {"slug": "rete-stradale"}, "OTHER": {"slug": "turismo"}}
            for name in ("topic", "topic_rss", "topic_atom")
        },
    }
