"""A key for each account, by which the vault knows it."""

import uuid

from django.db import migrations, models


def give_keys(apps, schema_editor):
    users = apps.get_model("people", "User").objects.using(schema_editor.connection.alias)
    for user in users.only("pk"):
        users.filter(pk=user.pk).update(key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField("user", "key", models.UUIDField(default=uuid.uuid4, editable=False, null=True)),
        migrations.RunPython(give_keys, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "user",
            "key",
            models.UUIDField(
                default=uuid.uuid4, editable=False, help_text="What the vault knows this account by.", unique=True
            ),
        ),
    ]
