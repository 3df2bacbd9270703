from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    """Last of our apps in INSTALLED_APPS: when it is ready, every app's models and registrations are."""

    name = "pico.config"
    verbose_name = "Pi.Co."

    def ready(self) -> None:
        # Registrations by convention: jobs in tasks.py, demo content in demo.py, kinds of notification,
        # what each module shows in modules.py, sentences of the journal in verbs.py, what it knows of people
        # in personal_data.py, what can be found in searching.py, what has a date in dated.py,
        # what is taken away as a table in exports.py,
        # how its part of the installation is in state.py.
        from pico.search.following import follow_all

        autodiscover_modules(
            "verbs",
            "modules",
            "notifications",
            "tasks",
            "demo",
            "personal_data",
            "searching",
            "dated",
            "exports",
            "state",
        )
        follow_all()
