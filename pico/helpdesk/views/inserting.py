"""A FAQ put into an answer: its title and its address."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from pico.base.http import Request
from pico.helpdesk.models import Faq, Ticket
from pico.helpdesk.rules.suggestions import suggested
from pico.helpdesk.views.faqs import page_of, readable


def known_for(request: Request, ticket: Ticket) -> list[Faq]:
    """Return the FAQ that fit a request, of those which both who answers and who asked read."""
    asked: Any = ticket.requester or AnonymousUser()
    theirs = Faq.objects.visible_to(asked).published().order_by()
    both = readable(request).filter(pk__in=theirs.values("pk")).defer("source", "html")
    return suggested(both, ticket.topic, ticket.subject)


def with_faq(request: Request, form: Any, ticket: Ticket) -> Any:
    """Return the form of an answer with the chosen FAQ at the end of its text."""
    chosen = next(
        (one for one in known_for(request, ticket) if str(one.public_id) == request.POST["insert"]), None
    )
    if chosen is not None:
        written = form.data.get("source", "").rstrip()
        title = chosen.question.replace("[", "(").replace("]", ")")
        link = f"[{title}]({request.build_absolute_uri(page_of(chosen))})"
        form.data["source"] = f"{written}\n\n{link}" if written else link
    return form
