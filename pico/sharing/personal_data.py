"""Which fields of invitations point to people, and what erasure does to them."""

from pico.base.personal_data import declare_personal as personal
from pico.base.personal_data import describes

personal("sharing.Invitation", "person", "act", "DELETE")
personal("sharing.Invitation", "invited_by", "act", "BLANK")
describes("sharing.Invitation", "person")
