from django.db import migrations
from django.db.models import F


def settle(apps, _schema_editor):
    """Rounds that closed are settled: all of them were imported so far, and so were their ballots and seats."""
    get = apps.get_model
    get("codesign", "Round").objects.filter(closed_at__isnull=False).update(settled_at=F("closed_at"))
    get("codesign", "Seat").objects.filter(provenance="imported").update(way="imported")
    imported = get("codesign", "Ballot").objects.exclude(round__subject__import_source="")
    imported.update(way="imported")
    through = get("codesign", "Round").statements.through
    asked = get("codesign", "Ballot").objects.order_by().values_list("round_id", "statement_id").distinct()
    through.objects.bulk_create(
        (through(round_id=round_id, statement_id=statement_id) for round_id, statement_id in asked.iterator()),
        batch_size=2000,
    )


class Migration(migrations.Migration):
    dependencies = [("codesign", "0010_rounds")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
