import uuid

import pytest

from codesign.actions.subjects import PassageText, content_hash, record_text_version
from codesign.models import Passage, TextVersion
from tests.factories import make_subject

FIRST = PassageText(uuid.UUID(int=1), "summary", "In short", "Come once.")
SECOND = PassageText(uuid.UUID(int=2), "evidence", "", "Queues are long.")


@pytest.mark.parametrize(
    ("title", "passages"),
    [
        ("Other title", [FIRST, SECOND]),
        ("Title", [SECOND, FIRST]),
        ("Title", [FIRST]),
        ("Title", []),
        ("Title", [PassageText(FIRST.block_id, "summary", "In short", "Come twice."), SECOND]),
        ("Title", [PassageText(FIRST.block_id, "summary", "", "Come once."), SECOND]),
        ("Title", [PassageText(uuid.UUID(int=3), "summary", "In short", "Come once."), SECOND]),
    ],
)
def test_any_change_of_what_is_read_changes_the_hash(title, passages):
    assert content_hash(title=title, passages=passages) != content_hash(title="Title", passages=[FIRST, SECOND])


@pytest.mark.django_db(databases=["default", "vault"])
def test_the_same_text_submitted_again_is_the_same_version():
    subject = make_subject()
    submit = {"subject": subject, "title": "Title", "passages": [FIRST, SECOND], "submitted_by": None}
    first = record_text_version(language="en", **submit)
    assert record_text_version(language="en", **submit) == first
    assert Passage.objects.count() == 2
    assert record_text_version(language="ar", **submit) != first
    assert TextVersion.objects.count() == 2
