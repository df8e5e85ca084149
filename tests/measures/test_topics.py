"""Comments to read first, learnt from labelled ones: also on a half of a published collection not seen before."""

import csv

import numpy as np
import pytest
from django.conf import settings

from measures.errors import MeasureError, TooFew
from measures.topics import average_precision, learn_topic

FEEDBACK = settings.SHARED_DATA / "text-nhs-feedback" / "feedback.csv"
needs_feedback = pytest.mark.skipif(not FEEDBACK.is_file(), reason="the published comments are not beside")

UNCLEAR = [f"I did not understand the letter number {number}" for number in range(30)]
OTHER = [f"The room was warm and the chairs were soft {number}" for number in range(60)]


def learnt():
    return learn_topic(UNCLEAR + OTHER, [True] * 30 + [False] * 60)


@needs_feedback
def test_comments_about_communication_come_first_in_a_half_not_seen():
    with FEEDBACK.open(newline="", encoding="utf-8") as lines:
        rows = [(row["feedback"], row["label"] == "Communication") for row in csv.DictReader(lines)]
    comments, about = (np.array(column) for column in zip(*rows, strict=True))
    found = []
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(comments))
        seen, unseen = order[:2500], order[2500:]
        topic = learn_topic(comments[seen].tolist(), about[seen].tolist())
        found.append(average_precision(topic.scores(comments[unseen].tolist()), about[unseen].tolist()))
    assert np.mean(found) >= 0.60


def test_a_comment_like_the_labelled_ones_comes_before_others():
    scores = learnt().scores(["The chairs are soft", "Nobody understands this letter", "", "☎☎☎"])
    assert scores.argmax() == 1
    assert scores.argmin() == 0


def test_the_order_of_comments_changes_no_score():
    comments, about = UNCLEAR + OTHER, [True] * 30 + [False] * 60
    backwards = learn_topic(comments[::-1], about[::-1])
    asked = ["I understand", "soft chairs"]
    assert backwards.scores(asked) == pytest.approx(learnt().scores(asked), abs=1e-3)


@pytest.mark.parametrize(
    ("scores", "about", "expected"),
    [
        ([3, 2, 1], [True, False, False], 1),
        ([3, 2, 1], [False, False, True], 1 / 3),
        ([4, 3, 2, 1], [True, False, True, False], (1 + 2 / 3) / 2),
        ([1, 1], [True, True], 1),
    ],
)
def test_an_order_is_judged_by_what_stands_above(scores, about, expected):
    assert average_precision(np.array(scores), about) == pytest.approx(expected)


@pytest.mark.parametrize(("unclear", "other"), [(0, 60), (19, 60), (30, 19)])
def test_few_labelled_comments_teach_nothing(unclear, other):
    with pytest.raises(TooFew, match="20 comments"):
        learn_topic(UNCLEAR[:unclear] + OTHER[:other], [True] * unclear + [False] * other)


def test_a_label_too_few_is_refused():
    with pytest.raises(MeasureError, match="90 comments and 89 labels"):
        learn_topic(UNCLEAR + OTHER, [True] * 89)


def test_an_order_of_nothing_cannot_be_judged():
    with pytest.raises(TooFew):
        average_precision(np.array([1.0]), [False])
