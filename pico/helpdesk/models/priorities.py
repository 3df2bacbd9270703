"""How pressing a request is: what who asks says of it, and what the desk makes of that."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Priority(models.IntegerChoices):
    """Set by the desk; the numbers sort."""

    LOW = 10, _("bassa")
    NORMAL = 20, _("normale")
    HIGH = 30, _("alta")
    BLOCKING = 40, _("bloccante")


class Impact(models.TextChoices):
    """Said by who asks, in words: it decides nothing by itself."""

    BLOCKED = "BLOCKED", _("non posso lavorare")
    HINDERED = "HINDERED", _("lavoro con difficoltà")
    QUESTION = "QUESTION", _("è una domanda")
