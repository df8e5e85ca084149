from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codesign", "0018_moderation"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="is_left",
            field=models.BooleanField(
                default=False,
                help_text="Its person is done on the device where it was taken: no form there leads back to it.",
            ),
        ),
    ]
