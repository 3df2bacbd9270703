"""The register in tests."""

from typing import Any


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix: an export holds only the lines that its reader may see."""
    return {
        "journal:export": {"NONE": {"file_format": "csv"}},
        "style_guide_part": {"NONE": {"part": "area"}},
    }
