from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_serving_province_of_events_imports_in_progress"),
    ]

    operations = [
        migrations.AlterField(
            model_name="registryimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("READING", "In lettura"),
                    ("PREVIEW", "Anteprima"),
                    ("APPLYING", "In applicazione"),
                    ("APPLIED", "Applicata"),
                    ("DISCARDED", "Scartata"),
                    ("FAILED", "Non riuscita"),
                ],
                default="PREVIEW",
                max_length=9,
                verbose_name="stato",
            ),
        ),
    ]
