from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0007_tests_with_scores"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="subject",
            field=models.CharField(blank=True, max_length=12, verbose_name="area"),
        ),
    ]
