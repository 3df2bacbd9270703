from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HelpdeskConfig(AppConfig):
    name = "pico.helpdesk"
    verbose_name = _("Assistenza")

    def ready(self) -> None:
        from pico.base import helping
        from pico.base.handover import accept
        from pico.files.attachable import register_target
        from pico.helpdesk import handing, module
        from pico.helpdesk.delivery import deliver_with_the_registry
        from pico.helpdesk.models import TicketMessage
        from pico.helpdesk.rules import attachments, faqs, problems
        from pico.helpdesk.rules.access import declare_capabilities
        from pico.helpdesk.rules.keys import keys_of_desks
        from pico.journal.models import listeners
        from pico.sharing.keys import sources

        declare_capabilities()
        faqs.declare_capabilities()
        module.register()
        helping.access_help.provide(problems.access_help)
        register_target(TicketMessage, may_attach=attachments.may_attach, personal=True)
        handing.register()
        accept("helpdesk.faq", "Fanne una domanda frequente", "helpdesk:faq_new", faqs.edits_here)
        sources.add("helpdesk", keys_of_desks)
        listeners.add("helpdesk", deliver_with_the_registry)
        post_migrate.connect(deliver_tables, sender=self, dispatch_uid="pico.helpdesk.deliver_tables")


def deliver_tables(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Add topics, rules and the first desk after each migration: an installation without demo works too."""
    from django.db import connections

    from pico.helpdesk.delivery import deliver
    from pico.helpdesk.models import SignInProblem

    if SignInProblem._meta.db_table in connections[using].introspection.table_names():
        deliver()
