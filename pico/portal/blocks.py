"""The blocks a page's body is made of. Only what a reader can see; no embeds, no raw HTML."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h2", "h3", "h4", "bold", "italic", "link", "ol", "ul"]


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a body, named as they are stored."""
    return [
        (
            "text",
            blocks.RichTextBlock(
                features=TEXT_FEATURES, label=_("testo"), template="portal/blocks/text.html"
            ),
        ),
        (
            "callout",
            blocks.StructBlock(
                [
                    ("title", blocks.CharBlock(max_length=80, label=_("titolo"))),
                    ("text", blocks.TextBlock(max_length=600, label=_("testo"))),
                ],
                label=_("in evidenza"),
                template="portal/blocks/callout.html",
            ),
        ),
        (
            "quote",
            blocks.StructBlock(
                [
                    ("text", blocks.TextBlock(max_length=600, label=_("testo"))),
                    ("author", blocks.CharBlock(max_length=120, required=False, label=_("chi lo dice"))),
                ],
                label=_("citazione"),
                template="portal/blocks/quote.html",
            ),
        ),
        (
            "accordion",
            blocks.ListBlock(
                blocks.StructBlock(
                    [
                        ("title", blocks.CharBlock(max_length=120, label=_("titolo"))),
                        ("text", blocks.TextBlock(label=_("testo"))),
                    ]
                ),
                label=_("fisarmonica"),
                template="portal/blocks/accordion.html",
            ),
        ),
    ]
