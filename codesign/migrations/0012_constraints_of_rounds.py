from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("codesign", "0011_settled_rounds")]

    operations = [
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("secret__gt", ""), ("settled_at__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("secret", ""), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="round_secret_until_settled",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("subject",), name="round_one_open_at_a_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(fields=("seat", "send_key"), name="statement_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="segmenttally",
            constraint=models.UniqueConstraint(
                condition=models.Q(("segment__isnull", False)),
                fields=("round", "statement", "way", "segment", "choice"),
                name="tally_once_in_segment",
            ),
        ),
        migrations.AddConstraint(
            model_name="segmenttally",
            constraint=models.UniqueConstraint(
                condition=models.Q(("segment__isnull", True)),
                fields=("round", "statement", "way", "choice"),
                name="tally_once_of_all",
            ),
        ),
    ]
