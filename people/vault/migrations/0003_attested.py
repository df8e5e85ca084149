from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0002_shown_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="segmentprofile",
            name="is_attested",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint(
            model_name="segmentprofile",
            name="profile_segment_once",
        ),
        migrations.AddConstraint(
            model_name="segmentprofile",
            constraint=models.UniqueConstraint(
                fields=("seat_id", "dimension_id", "segment_id", "is_attested"), name="profile_segment_once"
            ),
        ),
    ]
