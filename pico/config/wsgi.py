import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pico.config.settings.prod")
application = get_wsgi_application()

from pico.base.checks import refuse_unsafe_start  # noqa: E402 - once the apps are loaded

refuse_unsafe_start()
