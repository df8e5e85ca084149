"""A statement is left out by the owner of its subject: the word for it names nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("codesign", "0023_guard")]

    operations = [
        migrations.AlterField(
            model_name="statement",
            name="moderation",
            field=models.CharField(
                choices=[("accepted", "Accepted"), ("pending", "Not reviewed"), ("rejected", "Left out")],
                default="pending",
                max_length=20,
            ),
        ),
    ]
