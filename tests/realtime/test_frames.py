"""The decoder: whatever a client sends, it is a command, a refusal or Malformed, and never anything else."""

import json
import random
import time
import uuid

import pytest

from codesign.boards import Ack, Newest, Refused
from codesign.boards.commands import AddNote
from codesign.enums import Stage
from realtime.frames import MOST_BYTES, Malformed, read, result_frame
from tests.codesign.boards.verbs import add
from tests.factories import make_board, make_participant

ID = str(uuid.uuid4())


def frame(**fields) -> str:
    command = {"verb": "add_note", "op_id": ID, "column": 1, "text": "Hello"} | fields
    return json.dumps({"t": "do", "commands": [{name: value for name, value in command.items() if value is not ...}]})


MALFORMED = {
    "binary, or nothing at all": "",
    "empty": "",
    "no JSON": "hello",
    "a number": "5",
    "a list": "[]",
    "null": "null",
    "NaN": "NaN",
    "another kind": '{"t": "hello"}',
    "no kind": '{"commands": []}',
    "no commands": '{"t": "do", "commands": []}',
    "commands are no list": '{"t": "do", "commands": {}}',
    "an unknown field": '{"t": "do", "commands": [{}], "as": "facilitator"}',
    "too many commands": json.dumps({"t": "do", "commands": [{}] * 51}),
    "too large": frame(text="x" * 65536),
    "too deep": frame(text=[[[[[[1]]]]]]),
    "brackets without end": "[" * 30_000,
    "braces without end": '{"a":' * 10_000,
    "cut off": frame()[:-4],
    "two documents": frame() + frame(),
    "a lone surrogate": '{"t": "do", "commands": [{"verb": "add_note", "text": "\ud800"}]}',
    "an escaped lone surrogate": '{"t": "do", "commands": [{"verb": "add_note", "text": "\\ud800"}]}',
    "no id": frame(op_id=...),
    "an id that is none": frame(op_id="5"),
    "an unknown verb without id": frame(op_id=..., verb="drop"),
    "a command that is a number": '{"t": "do", "commands": [5]}',
    "a huge number": '{"t": "do", "commands": [' + "9" * 5000 + "]}",
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_frame_is_malformed_and_nothing_else(text):
    with pytest.raises(Malformed):
        read(text.encode(errors="surrogatepass"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"verb": "drop"},
        {"verb": None},
        {"column": "1"},
        {"column": -1},
        {"column": 1.5},
        {"column": 10**30},
        {"column": ...},
        {"text": 5},
        {"text": ["a"]},
        {"text": None},
        {"seat": ID},
        {"verb": "move_note"},
        {"verb": "set_stage", "minutes": 0},
    ],
)
def test_a_damaged_command_is_refused_by_its_id_and_spoils_no_other(wrong):
    whole = json.dumps(
        {"t": "do", "commands": [json.loads(frame(**wrong))["commands"][0], json.loads(frame())["commands"][0]]}
    )
    refused, good = read(whole.encode())
    assert (str(refused.op_id), refused.code) == (ID, "malformed")
    assert isinstance(good, AddNote)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": "x" * 501}, "too_long"),
        ({"text": "x" * 60_000}, "too_long"),
        ({"verb": "edit_note", "note": 1, "version": 1, "column": ..., "text": "x" * 501}, "too_long"),
        ({"verb": "set_position", "column": ..., "text": "x" * 501}, "too_long"),
        ({"text": " " * 60_000}, "malformed"),
        ({"text": "a\0b"}, "malformed"),
        ({"verb": "set_stage", "stage": "x" * 60_000, "column": ..., "text": ...}, "malformed"),
    ],
)
def test_what_could_not_be_kept_anyway_does_not_wait_for_its_turn(wrong, code):
    (refused,) = read(frame(**wrong).encode())
    assert (str(refused.op_id), refused.code) == (ID, code)


@pytest.mark.django_db(databases=["default", "vault"])
@pytest.mark.parametrize("text", ["x" * 501, "x" * 502, " ", "a\0b"])
def test_it_is_refused_in_the_words_of_the_board_itself(text):
    board = make_board(Stage.GROUP)
    refused, result = read(frame(text=text).encode())[0], add(board, make_participant(board), text)
    assert (refused.code, str(refused.sentence)) == (result.code, str(result.sentence))


@pytest.mark.parametrize("size", [1, 60_000])
def test_what_waits_holds_no_more_than_what_is_kept(size):
    (command,) = read(frame(text=" " * size + "a\r\nb" + "\n" * 9).encode())
    assert command.text == "a\nb"


def test_brackets_inside_a_text_are_no_depth():
    assert read(frame(text='[[[[[[[[ {{{{{{ "[[[" \\').encode())[0].text.startswith("[[[[")


@pytest.mark.parametrize("piece", [r"\"", '"', "\\", '""', '"[', '\\"[{', "[", "{}", '"\\'])
def test_no_frame_keeps_the_decoder_busy(piece):
    """The loop of everybody stands still meanwhile. Where time grew with the square, this took many seconds."""
    raw = ("{" * 7 + piece * 32_768)[: MOST_BYTES - 1].encode()
    began = time.thread_time()
    with pytest.raises(Malformed):
        read(raw)
    assert time.thread_time() - began < 0.2


def test_thousands_of_broken_frames_raise_nothing_but_malformed():
    dice, whole = random.Random(7), frame(text="né[{", note=None)
    for _ in range(3000):
        broken = list(whole)
        for _ in range(dice.randint(1, 6)):
            broken[dice.randrange(len(broken))] = dice.choice('{}[]",:\\0\x00e\ud800né9-')
        try:
            read("".join(broken).encode(errors="surrogatepass"))
        except Malformed:
            continue


def test_a_result_speaks_the_language_of_whoever_asked():
    op_id = uuid.uuid4()
    assert json.loads(result_frame(Ack(op_id, seq=7), "en").text) == {"t": "ack", "op_id": str(op_id), "seq": 7}
    assert json.loads(result_frame(Ack(op_id, sealed=2), "en").text) == {"t": "ack", "op_id": str(op_id), "sealed": 2}
    refused = json.loads(result_frame(Refused(op_id, "stale", "Look.", Newest("Now", 3)), "en").text)
    assert refused["newest"] == {"text": "Now", "version": 3}
