"""The blocks a page's body is made of. Only what a reader can see; no embeds, no raw HTML.

What a block needs before it is published (alternative texts, order of headings) is asked by
`pico.portal.publishable`, not by the blocks: a draft may be saved without.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from pico.base.registry import Hook

page_address: Hook[Callable[[Any], str]] = Hook("page_address(page or document) -> where readers find it")

TEXT_FEATURES = ["h2", "h3", "h4", "bold", "italic", "link", "ol", "ul"]
SHORT_FEATURES = ["bold", "italic", "link", "ol", "ul"]
NAMED_PAGES = 12


def picture_parts() -> list[tuple[str, blocks.Block]]:
    """Return the fields of one picture with what it says to whoever does not see it."""
    return [
        ("image", ImageChooserBlock(label=_("immagine"))),
        (
            "alt",
            blocks.CharBlock(
                max_length=255,
                required=False,
                label=_("testo alternativo"),
                help_text=_("Che cosa mostra l'immagine, per chi non la vede. Serve per pubblicare."),
            ),
        ),
        (
            "decorative",
            blocks.BooleanBlock(
                required=False,
                label=_("solo decorativa"),
                help_text=_(
                    "Spunta se l'immagine non aggiunge nulla al testo: non le serve una descrizione."
                ),
            ),
        ),
        ("caption", blocks.CharBlock(max_length=200, required=False, label=_("didascalia"))),
    ]


class RelatedPagesBlock(blocks.ListBlock):
    """Pages of the same site; those taken off since are not named."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["links"] = [
            {"title": page.title, "url": page_address.call(page)} for page in value if page and page.live
        ]
        return context


class ActionBlock(blocks.StructBlock):
    """An invitation to a page of the same site, while it is live, or to an address."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        page = value.get("page")
        context["url"] = page_address.call(page) if page and page.live else value.get("url")
        return context


def path_of(page: Page) -> str:
    """Return a page's path on its own site: the tree's path without the home's slug. No query."""
    return "/" + page.url_path.split("/", 2)[2]


def path_of_document(document: Any) -> str:
    """Return the address of a document, the same on the host of its own site only."""
    return f"/documenti/{document.pk}/{document.filename}"


def _text() -> blocks.Block:
    return blocks.RichTextBlock(features=TEXT_FEATURES, label=_("testo"), template="portal/blocks/text.html")


def _image() -> blocks.Block:
    return blocks.StructBlock(
        picture_parts(), label=_("immagine"), icon="image", template="portal/blocks/image.html"
    )


def _gallery() -> blocks.Block:
    return blocks.ListBlock(
        blocks.StructBlock(picture_parts(), label=_("immagine")),
        label=_("galleria"),
        icon="image",
        min_num=2,
        max_num=24,
        template="portal/blocks/gallery.html",
    )


def _callout() -> blocks.Block:
    return blocks.StructBlock(
        [
            ("title", blocks.CharBlock(max_length=80, label=_("titolo"))),
            ("text", blocks.TextBlock(max_length=600, label=_("testo"))),
        ],
        label=_("in evidenza"),
        icon="warning",
        template="portal/blocks/callout.html",
    )


def _quote() -> blocks.Block:
    return blocks.StructBlock(
        [
            ("text", blocks.TextBlock(max_length=600, label=_("testo"))),
            ("author", blocks.CharBlock(max_length=120, required=False, label=_("chi lo dice"))),
        ],
        label=_("citazione"),
        icon="openquote",
        template="portal/blocks/quote.html",
    )


def _table() -> blocks.Block:
    return TypedTableBlock(
        [
            ("text", blocks.CharBlock(max_length=500, required=False, label=_("testo"))),
            ("number", blocks.DecimalBlock(required=False, label=_("numero"))),
            ("rich", blocks.RichTextBlock(features=SHORT_FEATURES, required=False, label=_("testo ricco"))),
        ],
        label=_("tabella"),
        icon="table",
        help_text=_("Dai un titolo alla tabella e a ogni colonna: li legge anche chi usa uno screen reader."),
        template="portal/blocks/table.html",
    )


def _accordion() -> blocks.Block:
    part = blocks.StructBlock(
        [
            ("title", blocks.CharBlock(max_length=120, label=_("titolo"))),
            ("text", blocks.TextBlock(label=_("testo"))),
        ]
    )
    return blocks.ListBlock(
        part, label=_("fisarmonica"), icon="list-ul", template="portal/blocks/accordion.html"
    )


def _documents() -> blocks.Block:
    return blocks.ListBlock(
        DocumentChooserBlock(label=_("documento")),
        label=_("elenco di documenti"),
        icon="doc-full",
        template="portal/blocks/documents.html",
    )


def _contact() -> blocks.Block:
    return blocks.StructBlock(
        [
            ("name", blocks.CharBlock(max_length=120, label=_("ufficio o persona"))),
            ("hours", blocks.CharBlock(max_length=200, required=False, label=_("orari"))),
            ("address", blocks.CharBlock(max_length=200, required=False, label=_("indirizzo"))),
            ("phone", blocks.CharBlock(max_length=30, required=False, label=_("telefono"))),
            ("email", blocks.EmailBlock(required=False, label=_("e-mail"))),
            ("pec", blocks.EmailBlock(required=False, label=_("PEC"))),
        ],
        label=_("contatto"),
        icon="user",
        template="portal/blocks/contact.html",
    )


def _action() -> blocks.Block:
    return ActionBlock(
        [
            ("title", blocks.CharBlock(max_length=80, label=_("titolo"))),
            ("text", blocks.TextBlock(max_length=300, required=False, label=_("testo"))),
            (
                "label",
                blocks.CharBlock(
                    max_length=40,
                    label=_("testo del pulsante"),
                    help_text=_("Verbo e nome, ad esempio «Invia la domanda»."),
                ),
            ),
            ("page", blocks.PageChooserBlock(required=False, label=_("pagina del sito"))),
            (
                "url",
                blocks.URLBlock(
                    required=False, label=_("o un indirizzo"), help_text=_("Comincia con https://.")
                ),
            ),
        ],
        label=_("invito all'azione"),
        icon="link",
        template="portal/blocks/action.html",
    )


def _related() -> blocks.Block:
    return RelatedPagesBlock(
        blocks.PageChooserBlock(label=_("pagina")),
        label=_("pagine correlate"),
        icon="link",
        max_num=NAMED_PAGES,
        template="portal/blocks/related.html",
    )


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a body, named as they are stored."""
    return [
        ("text", _text()),
        ("image", _image()),
        ("gallery", _gallery()),
        ("callout", _callout()),
        ("quote", _quote()),
        ("table", _table()),
        ("accordion", _accordion()),
        ("documents", _documents()),
        ("contact", _contact()),
        ("action", _action()),
        ("related", _related()),
    ]


def file_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the one block of a list of files."""
    return [("file", DocumentChooserBlock(label=_("documento")))]


def page_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the one block of a list of pages."""
    return [("page", blocks.PageChooserBlock(label=_("pagina")))]


def link_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the one block of a list of links with words of their own."""
    link = blocks.StructBlock(
        [
            ("label", blocks.CharBlock(max_length=80, label=_("testo"))),
            ("page", blocks.PageChooserBlock(required=False, label=_("pagina del sito"))),
            (
                "url",
                blocks.URLBlock(
                    required=False, label=_("o un indirizzo"), help_text=_("Comincia con https://.")
                ),
            ),
        ],
        label=_("collegamento"),
        icon="link",
    )
    return [("link", link)]
