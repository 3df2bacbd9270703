"""Rich texts as the editor sends them: whatever else a hand-made request brings is refused (400)."""

import json
from typing import Any

from django.core.exceptions import SuspiciousOperation
from wagtail.admin.rich_text import DraftailRichTextArea


def is_text(given: str) -> bool:
    """Say whether a value is what the field of a text sends: blocks and what they name, or nothing yet."""
    try:
        text = json.loads(given)
        json.dumps(text, ensure_ascii=False).encode()  # half a character, which no database holds
    except ValueError:
        return False
    if text is None:
        return True
    blocks, named = (text.get("blocks"), text.get("entityMap")) if isinstance(text, dict) else (None, None)
    whole = isinstance(blocks, list) and all(isinstance(block, dict) for block in blocks)
    return whole and isinstance(named, dict)


def refuse_other_texts() -> None:
    """Look at what the field of a text was sent before Wagtail reads it (once, when the app is ready)."""
    read = DraftailRichTextArea.value_from_datadict

    def read_text(self: Any, data: Any, files: Any, name: str) -> Any:
        given = data.get(name)
        if given is not None and not is_text(given):
            raise SuspiciousOperation("not a rich text")
        return read(self, data, files, name)

    DraftailRichTextArea.value_from_datadict = read_text
