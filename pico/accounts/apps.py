from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "pico.accounts"
    verbose_name = _("Persone")

    def ready(self) -> None:
        from pico.accounts import (  # noqa: F401 - declaring is importing
            acting,
            capabilities,
            checks,
            contacts,
            rules,
        )
        from pico.accounts.actions.succession import end_with_body
        from pico.base import acting as forms_seam
        from pico.base import contacts as seam
        from pico.base import permissions

        forms_seam.guard.provide(acting.ask_first)
        permissions.may.provide(rules.may)
        permissions.organisations_where.provide(rules.organisations_where)
        seam.administrators_of.provide(contacts.administrators_of)
        seam.members_of.provide(contacts.members_of)
        seam.end_people_with_body.provide(end_with_body)
