"""Every response so far answers an invitation: its round is that of the invitation."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    invitations = apps.get_model("questionnaires", "Invitation").objects.filter(pk=OuterRef("invitation_id"))
    responses = apps.get_model("questionnaires", "Response").objects.filter(round=None)
    responses.update(round_id=Subquery(invitations.values("round_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0003_anonymous_rounds")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
