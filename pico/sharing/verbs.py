"""Sentences of the register for levels and invitations."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "sharing.invitation.ended": "{who} ha tolto un invito a {object}",
    "sharing.invitation.made": "{who} ha invitato qualcuno a {object}",
    "sharing.level.changed": "{who} ha cambiato chi può vedere {object}",
}

register_verbs(SENTENCES)
