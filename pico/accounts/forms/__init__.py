"""Forms about people: their own data, registration, administration, access requests."""

from pico.accounts.forms.profile import FirstRunForm, NewAccountForm, ProfileForm

__all__ = ["FirstRunForm", "NewAccountForm", "ProfileForm"]
