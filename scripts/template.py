"""Make the migrated database that tests and the bench of SPID copy, unless it is there."""

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "pico.config.settings.test"


def main() -> None:
    import django
    from django.conf import settings

    django.setup()
    from tests.databases import copies_for

    copies_for("template")
    shutil.rmtree(settings.VAR, ignore_errors=True)


if __name__ == "__main__":
    main()
