import uuid

import pytest
from django.db import IntegrityError, transaction

from codesign.actions.subjects import (
    PassageText,
    content_hash,
    open_subject,
    record_published_text,
    record_text_version,
)
from codesign.enums import SubjectKind
from codesign.models import Passage, TextVersion
from codesign.references import CODE_LENGTH
from tests.factories import make_owner, make_subject

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


@pytest.mark.django_db(databases=["default", "vault"])
class TestWhichTextIsMeant:
    @pytest.fixture
    def subject(self):
        return make_subject()

    def submit(self, subject, passage):
        return record_text_version(subject=subject, language="en", title="Title", passages=[passage], submitted_by=None)

    def publish(self, subject, passage):
        return record_published_text(
            subject=subject, language="en", title="Title", passages=[passage], published_by=None
        )

    def newest(self, subject):
        return TextVersion.objects.newest_of(subject, "en")

    def public(self, subject):
        return TextVersion.objects.public_of(subject, "en")

    def test_a_submitted_text_is_not_public(self, subject):
        self.submit(subject, FIRST)
        assert self.public(subject) is None

    def test_a_text_submitted_after_publication_does_not_become_public(self, subject):
        live = self.publish(subject, FIRST)
        draft = self.submit(subject, SECOND)
        assert (self.public(subject), self.newest(subject)) == (live, draft)

    def test_an_earlier_wording_submitted_again_is_the_newest(self, subject):
        first = self.submit(subject, FIRST)
        self.submit(subject, SECOND)
        assert self.submit(subject, FIRST) == first == self.newest(subject)

    def test_publishing_an_earlier_wording_leaves_the_submitted_one_the_newest(self, subject):
        first = self.submit(subject, FIRST)
        second = self.submit(subject, SECOND)
        assert self.publish(subject, FIRST) == first
        assert (self.public(subject), self.newest(subject)) == (first, second)

    def test_a_text_published_without_a_submission_is_both(self, subject):
        live = self.publish(subject, FIRST)
        assert self.public(subject) == self.newest(subject) == live

    @pytest.mark.parametrize(("language", "title"), [("en", "Come twice"), ("ar", "Come once")])
    def test_the_subject_is_called_as_its_published_source_text(self, language, title):
        subject = make_subject(title="Come once")
        record_published_text(
            subject=subject, language=language, title="Come twice", passages=[FIRST], published_by=None
        )
        subject.refresh_from_db()
        assert subject.title == title

    def test_a_submitted_title_renames_nothing(self, subject):
        self.submit(subject, FIRST)
        subject.refresh_from_db()
        assert subject.title == "Claims by phone"

    def test_another_language_has_a_text_of_its_own(self, subject):
        self.publish(subject, FIRST)
        assert TextVersion.objects.public_of(subject, "ar") is None


@pytest.mark.django_db
def test_a_subject_is_opened_under_the_code_it_is_given_and_no_code_is_given_twice():
    owner = make_owner()
    said = {"kind": SubjectKind.CONCEPT, "title": "One visit", "owner": owner, "language": "en", "opened_by": owner}
    assert open_subject(code="VS7T3", **said).code == "VS7T3"
    assert len(open_subject(**said).code) == CODE_LENGTH
    with pytest.raises(IntegrityError), transaction.atomic():
        open_subject(code="VS7T3", **said)
