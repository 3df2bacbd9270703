from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SuaConfig(AppConfig):
    name = "pico.sua"
    verbose_name = _("SUA")

    def ready(self) -> None:
        from pico.accounts.access import marks
        from pico.files.attachable import register_target
        from pico.sua import module, needs, people, satisfaction
        from pico.sua.models import RupProfile, Tender
        from pico.sua.rules import rups
        from pico.sua.rules.access import declare_capabilities, may_attach_cv
        from pico.sua.rules.papers import may_attach

        declare_capabilities()
        marks.add(rups.MARK, rups.mark)
        module.register()
        people.register()
        needs.register()
        satisfaction.register()
        register_target(Tender, may_attach=may_attach)
        register_target(RupProfile, may_attach=may_attach_cv, personal=True)
        post_migrate.connect(deliver_tables, sender=self, dispatch_uid="pico.sua.deliver_tables")
        post_migrate.connect(deliver_rup_rules, sender=self, dispatch_uid="pico.sua.deliver_rup_rules")


def deliver_tables(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Add the dated tables after each migration: an installation without demo works too."""
    from django.db import connections

    from pico.base.actor import system_actor
    from pico.sua.actions import seed_tables
    from pico.sua.models import TermRule

    if TermRule._meta.db_table in connections[using].introspection.table_names():
        seed_tables(actor=system_actor("tabelle di questa versione"))


def deliver_rup_rules(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Add the figures about RUPs after each migration, as the other tables."""
    from django.db import connections

    from pico.base.actor import system_actor
    from pico.sua.actions import seed_rup_rules
    from pico.sua.models import RupRule

    if RupRule._meta.db_table in connections[using].introspection.table_names():
        seed_rup_rules(actor=system_actor("tabelle di questa versione"))
