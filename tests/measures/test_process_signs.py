"""The signs of a workshop against the reference, and logs that are refused."""

import copy
import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

BOARDS = sorted((settings.SHARED_DATA / "board-events").glob("board_*.json"))

LOG = {
    "k_min": 2,
    "words": 238,
    "now": 1000,
    "statements": ["s0"],
    "required_segments": {"carers": 0.6, "offline": 0.4},
    "participants": [
        {"id": "p0", "role": "participant", "segment": "carers"},
        {"id": "p1", "role": "participant", "segment": "carers"},
        {"id": "a0", "role": "advocate", "segment": "offline"},
        {"id": "m0", "role": "staff", "segment": None},
    ],
    "events": [
        {"t": 1, "type": "vote", "phase": "silent", "participant": "p0", "statement": "s0", "vote": 1},
        {"t": 2, "type": "speech", "participant": "p1", "seconds": 30},
        {"t": 3, "type": "challenge", "id": "c0", "participant": "a0", "statement": "s0"},
        {"t": 9, "type": "answer", "challenge": "c0", "participant": "m0"},
        {"t": 20, "type": "approve", "participant": "m0", "opened_at": 10},
    ],
}


def signs(path):
    output = StringIO()
    call_command("process_signs", path, stdout=output)
    return json.loads(output.getvalue())


def flat(value, path=""):
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return {found: leaf for key, each in items for found, leaf in flat(each, f"{path}/{key}").items()}
    return {path: value}


@pytest.fixture
def written(tmp_path):
    def write(**changes):
        path = tmp_path / "log.json"
        path.write_text(json.dumps({**copy.deepcopy(LOG), **changes}))
        return path

    return write


@pytest.mark.skipif(not BOARDS, reason="the published logs are not beside this checkout")
@pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)
def test_a_published_log_gives_the_reference_signs(path):
    expected = flat(json.loads((settings.SHARED_DATA / "expected" / path.name).read_text()))
    found = flat(signs(path))
    assert found.keys() == expected.keys()
    for place, value in expected.items():
        assert found[place] == (pytest.approx(value, abs=1e-6) if isinstance(value, float) else value), place


def test_a_small_log_is_read_whole(written):
    found = signs(written())
    assert found["coverage"] == {"carers": "direct", "offline": "advocated"}
    assert found["challenges"] == {"n": 1, "unanswered": 0, "unanswered_share": 0, "km_median_s": 6}
    assert found["rubber_stamp"] == {"approvals": 1, "flagged": 1}
    assert found["statements"]["s0"]["unanimous_before_challenge"] is None


def test_an_empty_log_gives_no_number(written):
    found = signs(written(events=[], participants=[]))
    assert found["statements"]["s0"]["agree_share"] is None
    assert found["statements"]["s0"]["entropy"] is None
    assert found["conformity"]["index"] is None
    assert (found["speaking_gini_all"], found["unanimity_before_challenge"]) == (None, None)
    assert found["challenges"]["unanswered_share"] is None
    assert set(found["coverage"].values()) == {"absent"}


@pytest.mark.parametrize(
    ("number", "change", "reason"),
    [
        (0, {"vote": 2}, "a vote is 1, 0 or -1, not 2"),
        (0, {"vote": None}, "a vote is 1, 0 or -1, not None"),
        (0, {"phase": "loud"}, "'loud' is not a valid Phase"),
        (0, {"participant": "nobody"}, "nobody has the id nobody"),
        (0, {"statement": "s9"}, "there is no statement s9"),
        (0, {"t": float("nan")}, "nan is no number of seconds"),
        (0, {"t": "now"}, "now is no number of seconds"),
        (1, {"seconds": -1}, "-1 is no number of seconds"),
        (1, {"seconds": True}, "True is no number of seconds"),
        (1, {"type": "song"}, "'song' is missing"),
        (2, {"participant": None}, "nobody has the id None"),
        (3, {"challenge": "c9"}, "there is no challenge c9 before it"),
        (4, {"opened_at": None}, "None is no number of seconds"),
    ],
)
def test_an_event_that_is_not_understood_is_named(number, change, reason, written):
    events = copy.deepcopy(LOG["events"])
    events[number] |= change
    with pytest.raises(CommandError) as refused:
        signs(written(events=events))
    assert str(refused.value) == f"Event {number + 1} is not understood: {reason}."


def test_an_event_without_a_field_is_named(written):
    events = copy.deepcopy(LOG["events"])
    del events[0]["vote"]
    with pytest.raises(CommandError, match="Event 1 is not understood: 'vote' is missing"):
        signs(written(events=events))


def test_the_same_challenge_twice_is_refused(written):
    with pytest.raises(CommandError, match="Event 6 is not understood: the challenge c0 is there already"):
        signs(written(events=[*LOG["events"], LOG["events"][2]]))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"events": {}}, "events must be a list"),
        ({"statements": None}, "statements must be a list"),
        ({"required_segments": []}, "required_segments must be an object"),
        ({"required_segments": {"carers": "many"}}, "required_segments must be a number from 0, not many"),
        ({"words": -1}, "words must be a number from 0, not -1"),
        ({"now": None}, "now must be a number from 0, not None"),
        ({"k_min": True}, "k_min must be a number from 0, not True"),
        ({"participants": [{"id": "p0"}]}, "A participant is not understood: 'role' is missing"),
        ({"participants": [{"id": "p0", "role": "king", "segment": None}]}, "'king' is not a valid Role"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_by_its_field(changes, reason, written):
    with pytest.raises(CommandError, match=reason):
        signs(written(**changes))


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"{", "line 1"), (b"[]", "holds no object"), (b"\xff", "not UTF-8"), (b"", "line 1")],
)
def test_a_file_that_is_no_log_is_refused(content, reason, tmp_path):
    path = tmp_path / "log.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        signs(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        signs(tmp_path / "nothing.json")
