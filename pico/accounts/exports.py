"""The list of people as a table to take away."""

from typing import Any

from pico.base.exports import Column


def _roles(person: Any) -> str:
    return "; ".join(f"{row.get_role_display()} ({row.organisation.name})" for row in person.roles_here)


PEOPLE = (
    Column("Cognome", lambda row: row.family_name),
    Column("Nome", lambda row: row.given_name),
    Column("E-mail", lambda row: row.email),
    Column("Qualifica", lambda row: row.job_title),
    Column("Ruoli", _roles),
    Column("Ultimo accesso", lambda row: row.last_seen_on),
    Column("Secondo fattore", lambda row: row.second_factor),
    Column("Stato", lambda row: row.get_state_display()),
)
