"""The protocol is written down, and what is written down is what the code does."""

import re
from pathlib import Path

import pytest

from codesign.boards.commands import BY_VERB
from codesign.boards.rules import RULES
from codesign.enums import SeatRole
from realtime import consumers, frames, hub, windows, wire

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "board-protocol.md").read_text()


def section(title: str) -> str:
    return DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> dict[str, list[str]]:
    """The rows of the tables of a text, by the name in their first cell; a cell may hold several names."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in re.findall(r"`(\w+)`", cells[0]) if line.startswith("| `") else ():
            found[name] = cells[1:]
    return found


def source(*folders: str) -> str:
    return "\n".join(path.read_text() for folder in folders for path in sorted((ROOT / folder).glob("*.py")))


def test_every_verb_has_its_line_with_its_fields_and_who_may_use_it():
    documented = rows(section("Verbs"))
    assert documented.keys() == BY_VERB.keys()
    for verb, (fields, who, _stages) in documented.items():
        assert set(re.findall(r"`(\w+)`", fields)) == set(BY_VERB[verb].__struct_fields__) - {"op_id"}, verb
        roles = RULES[BY_VERB[verb]].roles
        if "author" not in who:
            assert {role for role in SeatRole if role in who} == roles, verb


def test_every_operation_of_the_log_is_named_and_no_other():
    code = source("codesign/boards")
    written = set(re.findall(r'(?:\.log|\.acknowledge)\("(\w+)"', code))
    assert set(re.findall(r"`(\w+)`", section("The log"))) & set(re.findall(r'"(\w+)"', code)) - {"seq"} >= written
    named = {name for name in re.findall(r"`(\w+)`", section("The log")) if "_" in name or name == "redacted"}
    assert named == written


def test_every_frame_has_its_line_and_no_other():
    from_client, from_server = section("The socket").split("From the server")
    sent = set(re.findall(r'\bframe\("(\w+)"', source("realtime"))) | {"ops"}
    assert rows(from_server).keys() == sent
    said = {each.__struct_config__.tag: each for each in (frames.Do, frames.Here)}
    assert rows(from_client).keys() == said.keys()
    for kind, cells in rows(from_client).items():
        assert set(re.findall(r"`(\w+)`", cells[0])) == set(said[kind].__struct_fields__)


def test_every_refusal_has_a_code_that_is_named():
    used = set(re.findall(r'Refusal\(\s*"(\w+)"', source("codesign/boards", "realtime")))
    named = re.search(r"Codes: (.*?)\.", section("Results"), re.DOTALL)
    assert set(re.findall(r"`(\w+)`", named.group(1))) == used


@pytest.mark.parametrize(
    "code",
    [
        hub.RESTARTS,
        hub.JOIN_AGAIN,
        hub.COME_BACK,
        wire.TOO_SLOW,
        consumers.NO_SUCH_BOARD,
        windows.TOO_MANY_WINDOWS,
    ],
)
def test_every_code_of_closing_is_named(code):
    assert f" {code} " in section("The socket").split("Close codes:")[1].replace("\n", " ")
