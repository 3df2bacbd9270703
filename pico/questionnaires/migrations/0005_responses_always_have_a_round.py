import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0004_responses_know_their_round")]

    operations = [
        migrations.AlterField(
            model_name="response",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="responses",
                to="questionnaires.round",
            ),
        ),
    ]
