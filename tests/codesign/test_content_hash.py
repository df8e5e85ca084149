"""What makes a text another text: everything that is written, with its markup and its place."""

import uuid
from dataclasses import replace

import pytest

from codesign.actions.subjects import PassageText, content_hash

PASSAGE = PassageText(uuid.UUID(int=1), "summary", "In short", "Come once.", "<p>Come <a href='/a/'>once</a>.</p>")
OTHER = replace(PASSAGE, block_id=uuid.UUID(int=2), text="Bring nobody.")


def hash_of(*passages, title="One visit"):
    return content_hash(title=title, passages=passages)


def test_the_same_text_has_the_same_hash():
    assert hash_of(PASSAGE, OTHER) == hash_of(replace(PASSAGE), replace(OTHER))


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Come twice."},
        {"heading": ""},
        {"kind": "evidence"},
        {"block_id": uuid.UUID(int=3)},
        {"source": "<p>Come <a href='/b/'>once</a>.</p>"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_any_change_of_a_passage_is_another_text(changed):
    assert hash_of(PASSAGE, OTHER) != hash_of(replace(PASSAGE, **changed), OTHER)


def test_the_title_and_the_order_count():
    assert hash_of(PASSAGE, OTHER) != hash_of(OTHER, PASSAGE)
    assert hash_of(PASSAGE) != hash_of(PASSAGE, title="Two visits")
