"""How long a password is, said in Italian: Django's own sentence has no translation yet."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class MinimumLength(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("La password è troppo corta: servono almeno %(length)d caratteri.") % {
            "length": self.min_length
        }
