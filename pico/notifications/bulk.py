"""Mail to many: what a kind of mailing declares; the engine does the rest (``actions/bulk.py``).

A higher app derives its rows from ``BulkDelivery``, registers them and starts a mailing::

    class IssueDelivery(OwnedModel, BulkDelivery):
        subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE)

    register_bulk(Bulk(code="portal.newsletter", label=_("Newsletter"), model="portal.IssueDelivery",
                       composing=composing, related=("subscriber",)))

    mailing = open_mailing(actor=actor, bulk="portal.newsletter", key=f"issue {issue.pk}")
    …bulk_create the deliveries of the mailing…
    send_mailing(actor=actor, mailing=mailing)

Each recipient gets a message of their own, claimed (committed) before the relay is called; fifty leave in one
task over one connection; no more than ``PICO_BULK_MAILS_PER_MINUTE`` in a minute. What a killed worker had in
hand becomes UNCERTAIN and is never sent again by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.mail import EmailMessage

from pico.base.registry import Registry

Compose = Callable[[Any], EmailMessage | str]


@dataclass(frozen=True)
class Bulk:
    """One kind of mailing.

    Args:
        code: ``portal.newsletter``.
        label: Italian words for the state page.
        model: label of the model of its deliveries, derived from ``BulkDelivery``, with a guarded manager.
        composing: asked before each fifty with their deliveries; returns what makes each message: the
            delivery -> its message, or the reason (a short English word or two) to skip it. It is the moment
            of sending, so that it must ask again who may read what; what is the same for all is read once.
        related: what it needs loaded with the delivery.
        may_go_on: asked with the mailing before each batch; one that may not waits as a paused one, until
            ``send_mailing`` or ``resume_mailing`` is called again.
    """

    code: str
    label: Any
    model: str
    composing: Callable[[Sequence[Any]], Compose]
    related: Sequence[str] = ()
    may_go_on: Callable[[Any], bool] = lambda mailing: True

    def rows(self) -> Any:
        """Return the deliveries of all its mailings."""
        rows = apps.get_model(self.model)._default_manager.all()
        return rows.unrestricted("a job sends the mails in the queue")


bulks: Registry[Bulk] = Registry("kind of mailing")


def register_bulk(bulk: Bulk) -> Bulk:
    """Make a kind of mailing known, from the app's ``notifications.py``."""
    return bulks.add(bulk.code, bulk)
