"""A row with a level and nothing else: what every app that shares something looks like to this app."""

from django.db import models

from pico.sharing.models import SharedRow


class Note(SharedRow):
    title = models.CharField(max_length=80, default="Nota")

    class Meta(SharedRow.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
