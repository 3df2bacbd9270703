from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "pico.notifications"
    verbose_name = _("Notifiche")

    def ready(self) -> None:
        from pico.base.outbox import deliver as hook
        from pico.base.works import carrying, starting
        from pico.notifications import digests, works  # noqa: F401 - registers the digests' mailing
        from pico.notifications.actions import deliver

        hook.provide(deliver)
        starting.provide(works.start)
        carrying.provide(works.carry_out)
