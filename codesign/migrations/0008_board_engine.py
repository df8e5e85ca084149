from django.db import migrations, models
from django.db.models import Max, Q


def begin_behind_every_note(apps, schema_editor):
    board_model = apps.get_model("codesign", "Board")
    for board in board_model.objects.annotate(last=Max("notes__position")).exclude(last=None):
        board_model.objects.filter(pk=board.pk).update(next_position=int(board.last) + 2)


class Migration(migrations.Migration):
    """A counter in place of looking for the last position, and commands found by their id, however long the log."""

    dependencies = [("codesign", "0007_opinion_analysis")]

    operations = [
        migrations.AddField(
            model_name="board",
            name="next_position",
            field=models.PositiveIntegerField(default=1, help_text="Behind every note of every column."),
        ),
        migrations.RunPython(begin_behind_every_note, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="boardop", name="board_op_id_once"),
        migrations.RemoveConstraint(model_name="sealedentry", name="sealed_op_once"),
        migrations.RemoveConstraint(model_name="sealedchange", name="sealed_change_once"),
        migrations.AddConstraint(
            model_name="boardop",
            constraint=models.UniqueConstraint(
                fields=("board", "op_id", "seat"), condition=Q(op_id__isnull=False), name="board_op_id_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedentry",
            constraint=models.UniqueConstraint(fields=("board", "op_id", "seat"), name="sealed_op_once"),
        ),
        migrations.AddConstraint(
            model_name="sealedchange",
            constraint=models.UniqueConstraint(fields=("op_id", "entry"), name="sealed_change_once"),
        ),
    ]
