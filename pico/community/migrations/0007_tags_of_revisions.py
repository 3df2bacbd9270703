from django.db import migrations, models


def copy_tags(apps, schema_editor):
    """Give every revision the tags that its article shows."""
    article = apps.get_model("community", "Article").objects.filter(pk=models.OuterRef("article"))
    revisions = apps.get_model("community", "ArticleRevision").objects.all()
    revisions.update(tags=models.Subquery(article.values("tags")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0006_topic_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="articlerevision",
            name="tags",
            field=models.CharField(blank=True, max_length=400, verbose_name="etichette"),
        ),
        migrations.RunPython(copy_tags, migrations.RunPython.noop),
    ]
