from datetime import date

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

# The codes that reports had so far, with their words, and what each means.
REASONS = (
    ("ILLEGAL", "Contenuto illecito", "Viola una legge: diffamazione, minacce, diritti d'autore…"),
    ("OFFENSIVE", "Offensivo o discriminatorio", "Insulta qualcuno, o un gruppo di persone."),
    ("PERSONAL", "Contiene dati personali", "Nomi, recapiti o fatti di persone che non c'entrano."),
    ("OFF_TOPIC", "Fuori argomento", "Non riguarda la discussione o l'articolo."),
    ("ADVERTISING", "Pubblicità", "Promuove un prodotto, un'impresa o un partito."),
    ("OTHER", "Altro", "Spiegalo nella nota."),
)


def write_reasons(apps, schema_editor):
    """Write the reasons and let the reports made so far name theirs."""
    Reason = apps.get_model("community", "ModerationReason")
    Flag = apps.get_model("community", "Flag")
    for position, (code, label, words) in enumerate(REASONS, start=1):
        row = Reason.objects.create(
            code=code, label=label, help_text=words, position=position, valid_from=date(2024, 1, 1)
        )
        Flag.objects.filter(reason_code=code).update(reason=row)


def write_codes(apps, schema_editor):
    """Give the reports back their codes."""
    for row in apps.get_model("community", "ModerationReason").objects.all():
        apps.get_model("community", "Flag").objects.filter(reason=row).update(reason_code=row.code[:11])


def why(model_name):
    return migrations.AddField(
        model_name=model_name,
        name="hidden_why",
        field=models.ForeignKey(
            blank=True,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="community.moderationreason",
            verbose_name="perché",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0007_tags_of_revisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ModerationReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, verbose_name="codice")),
                ("label", models.CharField(max_length=80, verbose_name="motivo")),
                (
                    "help_text",
                    models.CharField(blank=True, max_length=200, verbose_name="che cosa comprende"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="posto")),
                ("valid_from", models.DateField(verbose_name="in uso dal")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in uso fino al")),
            ],
            options={
                "verbose_name": "motivo di moderazione",
                "verbose_name_plural": "motivi di moderazione",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("valid_to", None)),
                        fields=("code",),
                        name="one_wording_of_a_reason_in_use",
                    ),
                    models.UniqueConstraint(
                        fields=("code", "valid_from"), name="one_wording_of_a_reason_a_day"
                    ),
                    models.CheckConstraint(
                        condition=Q(("valid_to", None), ("valid_to__gte", F("valid_from")), _connector="OR"),
                        name="a_reason_ends_after_its_beginning",
                    ),
                ],
            },
        ),
        migrations.RenameField(model_name="flag", old_name="reason", new_name="reason_code"),
        migrations.AlterField(
            model_name="flag", name="reason_code", field=models.CharField(max_length=11, default="OTHER")
        ),
        migrations.AddField(
            model_name="flag",
            name="reason",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="community.moderationreason",
                verbose_name="perché",
            ),
        ),
        migrations.RunPython(write_reasons, write_codes),
        migrations.RemoveField(model_name="flag", name="reason_code"),
        migrations.AlterField(
            model_name="flag",
            name="reason",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="community.moderationreason",
                verbose_name="perché",
            ),
        ),
        why("post"),
        why("comment"),
    ]
