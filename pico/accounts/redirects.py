"""The one judge of ``next``: where a person may be sent after an act, as a path on the same host."""

import unicodedata

from django.utils.http import url_has_allowed_host_and_scheme


def safe_path(url: str | None) -> str | None:
    """Return the address when it is a plain path of this host, else None.

    Refused: other hosts and schemes, two slashes, backslashes (browsers read them as slashes), control
    characters and blanks at either end (browsers drop them), anything longer than 2,000 characters.
    """
    if not url or len(url) > 2000 or not url.startswith("/") or url.startswith("//"):
        return None
    if "\\" in url or url != url.strip() or any(unicodedata.category(c)[0] == "C" for c in url):
        return None
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else None
