import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sua", "0019_schede_owed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="tenderparticipant",
            name="rup_org",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sua_parts_as_rup",
                to=settings.AUTH_USER_MODEL,
                verbose_name="RUP dell'ente",
            ),
        ),
    ]
