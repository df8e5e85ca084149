"""Which words were taken out and which were put in."""

import pytest

from personas.differences import differences

CASES = [
    ("You get a letter.", "You get a call.", ["letter."], ["call."]),
    ("You come.", "You come.", [], []),
    ("You  come\nonce.", "You come once.", [], []),
    ("You come once.", "You come.", ["come once."], ["come."]),
    ("", "All new.", [], ["All new."]),
    ("All gone.", "", ["All gone."], []),
    ("", "", [], []),
    ("تأتي مرة واحدة", "تأتي مرتين", ["مرة واحدة"], ["مرتين"]),
]


@pytest.mark.parametrize(("old", "new", "out", "put_in"), CASES)
def test_words_that_differ_are_marked(old, new, out, put_in):
    old_parts, new_parts = differences(old, new)
    assert [part.text.strip() for part in old_parts if part.is_different] == out
    assert [part.text.strip() for part in new_parts if part.is_different] == put_in


@pytest.mark.parametrize(("old", "new"), [case[:2] for case in CASES])
def test_no_word_is_lost(old, new):
    old_parts, new_parts = differences(old, new)
    assert "".join(part.text for part in old_parts) == old
    assert "".join(part.text for part in new_parts) == new
