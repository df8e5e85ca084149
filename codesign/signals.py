"""News for the apps above, sent after commit. They also recompute by a job, because signals get lost."""

from django.dispatch import Signal

# Sent with `voice_id` and `subject_id`.
voice_recorded = Signal()

# Sent with `committed`, a codesign.boards.Committed: what one transaction did to a board.
ops_committed = Signal()
