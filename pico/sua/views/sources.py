"""What a new tender may begin from: an earlier one, chosen in the address of the first page."""

import uuid
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from pico.base.http import Request
from pico.sua.forms.creation import SourceSearchForm
from pico.sua.models import Tender
from pico.sua.rules import copying

SHOWN = 8


def source_of(request: Request) -> Tender | None:
    """Return the earlier tender that the address names; 404 when it is not theirs to begin from."""
    text = request.GET.get("copia", "")
    if not text:
        return None
    try:
        public_id = uuid.UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong
    rows = copying.sources(request.actor).select_related("province", "organisation", "rup_org")
    return get_object_or_404(rows, public_id=public_id)


def begun_from(source: Tender | None) -> dict[str, Any]:
    """Return what a first page shows: a new key, and the names of the earlier tender."""
    initial: dict[str, Any] = {"form_key": uuid.uuid4()}
    if source is not None:
        initial |= {"title": source.title, "contract_object": source.contract_object, "kind": source.kind}
        initial["organisation"] = source.organisation_id
    return initial


def sources(request: Request, source: Tender | None, here: str) -> dict[str, Any]:
    """Return what the page says of earlier tenders: the one chosen, or those found."""
    search = SourceSearchForm(request.GET or None)
    words = search.cleaned_data["testo"] if search.is_valid() else ""
    found: list[Tender] = []
    if source is None:
        rows = copying.sources(request.actor)
        if words:
            rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words))
        found = list(rows.order_by("-created_at", "-pk")[:SHOWN])
    return {"source": source, "sources": found, "words": words, "search": search, "here": here}
