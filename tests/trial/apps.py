from django.apps import AppConfig
from django.core.mail import EmailMessage


class TrialConfig(AppConfig):
    name = "tests.trial"

    def ready(self) -> None:
        from pico.notifications.bulk import register_bulk

        register_bulk(trial_bulk())


def trial_bulk():
    from pico.notifications.bulk import Bulk

    return Bulk(
        code="trial.mailing",
        label="Prove",
        model="notifications.DigestDelivery",
        composing=lambda batch: (
            lambda delivery: EmailMessage(
                "Prova", "Prova", to=[delivery.address], headers={"Message-ID": delivery.message_id}
            )
        ),
    )
