from django.db import migrations


def write_area(apps, schema_editor):
    """Let the surveys made so far belong to the general area, as a new one does unless said otherwise."""
    rounds = apps.get_model("questionnaires", "Round").objects
    rounds.filter(version__questionnaire__purpose="SURVEY", subject="").update(subject="GENERAL")


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0008_moderation_reasons"),
        ("questionnaires", "0008_subjects_of_rounds"),
    ]

    operations = [
        migrations.RunPython(write_area, migrations.RunPython.noop),
    ]
