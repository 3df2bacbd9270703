"""What the help desk says of people, and what erasure does to it."""

from pico.base.personal_data import declare_personal as personal

personal("helpdesk.DeskMember", "person", "act", "DELETE")
