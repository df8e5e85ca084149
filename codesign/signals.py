"""News for the apps above, sent after commit. They also recompute by a job, because signals get lost."""

from django.dispatch import Signal

# Sent with `voice_id` and `subject_id`.
voice_recorded = Signal()

# Sent with `board_id`, `head` (the number of the last operation) and `sealed_seats` (whose sealed store changed).
ops_committed = Signal()
