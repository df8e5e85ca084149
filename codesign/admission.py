"""Who takes part: the one rule, for subjects and for rounds."""

from codesign.enums import ADMITTED_WAYS, SubjectMode, Way
from codesign.models import Subject


class NotAdmitted(Exception):
    """At this subject nobody takes part by this way."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject.code)
        self.subject = subject


def admits(mode: SubjectMode | str, way: Way | str) -> bool:
    return way in ADMITTED_WAYS[SubjectMode(mode)]
