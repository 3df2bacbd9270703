from django.db import migrations, models
from django.utils import timezone


def close_reports(apps, schema_editor):
    """Close the reports of texts that are hidden or withdrawn: they waited for ever, on no page."""
    flags = apps.get_model("community", "Flag").objects.filter(resolved_at=None)
    for about in ("post", "comment"):
        texts = apps.get_model("community", about.title()).objects
        for field, outcome in (("withdrawn_at", "GONE"), ("hidden_at", "HIDDEN")):
            gone = texts.filter(**{f"{field}__isnull": False}).values("pk")
            flags.filter(**{f"{about}__in": gone}).update(resolved_at=timezone.now(), outcome=outcome)


class Migration(migrations.Migration):
    dependencies = [("community", "0009_areas_of_surveys")]

    operations = [
        migrations.AlterField(
            model_name="flag",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("HIDDEN", "Testo nascosto"),
                    ("KEPT", "Testo lasciato"),
                    ("GONE", "Testo ritirato da chi l'ha scritto"),
                ],
                max_length=6,
                verbose_name="esito",
            ),
        ),
        migrations.RunPython(close_reports, migrations.RunPython.noop),
    ]
