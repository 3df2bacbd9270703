"""Since when who asked is waited for, what they have read, and how long a desk waits."""

from django.db import migrations, models


def begin(apps, schema_editor):
    """What waits today waits since it last moved; what was said before counts as read."""
    tickets = apps.get_model("helpdesk", "Ticket")._base_manager
    tickets.filter(state="WAITING").update(waiting_since=models.F("moved_at"))
    tickets.update(read_number=models.F("last_number"))


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0008_merged_escalated_ready"),
        ("organisations", "0005_imports_read_by_the_worker"),
    ]

    operations = [
        migrations.AddField(
            model_name="desk",
            name="remind_days",
            field=models.PositiveSmallIntegerField(default=5, verbose_name="sollecito dopo giorni"),
        ),
        migrations.AddField(
            model_name="desk",
            name="resolve_days",
            field=models.PositiveSmallIntegerField(
                default=15, verbose_name="risolta senza risposta dopo giorni"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="passed_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="passaggi"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="read_number",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="ticket",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="sollecitata il"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="waiting_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="in attesa dal"),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.CheckConstraint(
                condition=models.Q(("remind_days__gte", 1), ("resolve_days__gt", models.F("remind_days"))),
                name="a_desk_reminds_before_it_gives_up",
            ),
        ),
    ]
