import json
from dataclasses import asdict
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from codesign.actions import consultations
from codesign.csv_rows import BrokenExport
from codesign.enums import Choice, Moderation, Provenance
from codesign.imports import read_consultation
from codesign.models import Ballot, Round, Seat, Statement, Subject, Voted
from people import audit
from people.models import AuditEntry, User

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

COMMENTS = '''timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1500000000000,Fri Jul 14 09:40:00 WIB 2017,0,0,9,9,1,"Two lines,
and a ""quote"""
1500000001000,Fri Jul 14 09:40:01 WIB 2017,1,7,9,9,0,搭車
1500000002000,Fri Jul 14 09:40:02 WIB 2017,5,7,9,9,-1,Left out
1500000003000,Fri Jul 14 09:40:03 WIB 2017,6,7,9,9,-1,Nobody voted on this
'''
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1500000010000,Fri Jul 14 09:40:10 WIB 2017,0,3,1
1500000090000,Fri Jul 14 09:41:30 WIB 2017,0,12,-1
1500000020000,Fri Jul 14 09:40:20 WIB 2017,0,12,1
1500000030000,Fri Jul 14 09:40:30 WIB 2017,1,3,0
1500000040000,Fri Jul 14 09:40:40 WIB 2017,5,3,1
"""
PARTICIPANTS = """participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,5
3,0,0,3,2,0,1,0,1
12,,0,1,0,1,-1,,
40,,1,0,0,0,,,
"""
SUMMARY = """topic,Who may drive?
url,https://pol.is/2demo
conversation-description,"On two
lines"
"""
EXPORT = {
    "comments.csv": COMMENTS,
    "votes.csv": VOTES,
    "participants-votes.csv": PARTICIPANTS,
    "summary.csv": SUMMARY,
}
POLIS = settings.SHARED_DATA / "polis"
EXPECTED = sorted((settings.SHARED_DATA / "expected").glob("polis_*.json"))
needs_reference_data = pytest.mark.skipif(
    not settings.SHARED_DATA.exists(), reason="the reference data sets are not there: set SHARED_DATA to their folder"
)


@pytest.fixture
def owner():
    user = User.objects.create_user("olga@example.org")
    user.groups.add(Group.objects.get_or_create(name="Owners")[0])
    return user


@pytest.fixture
def folder(tmp_path):
    """A small whole export, to be spoiled by each test in its own way."""
    folder = tmp_path / "drivers.2017"
    folder.mkdir()
    for file, text in EXPORT.items():
        (folder / file).write_text(text, encoding="utf-8", newline="")
    return folder


def run(path, **options) -> str:
    out = StringIO()
    call_command("import_consultation", path, stdout=out, skip_checks=True, **options)
    return out.getvalue()


def replace(folder, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8", newline="")


def rows_of_all_kinds() -> list[int]:
    return [model.objects.count() for model in (Subject, Statement, Seat, Round, Voted, Ballot, AuditEntry)]


SPOILT = [
    # file, text to replace, its replacement, line, words of the sentence
    ("comments.csv", ",moderated,", ",state,", 1, "column moderated is missing"),
    ("comments.csv", ",author-id,", ",comment-id,", 1, "column comment-id appears twice"),
    ("comments.csv", "2017,1,7,", "2017,0,7,", 4, "statement 0 is already in the file"),
    ("comments.csv", "9,9,0,搭車", "9,9,2,搭車", 4, "moderated must be a whole number from -1 to 1"),
    ("comments.csv", "9,9,0,搭車", "9,9,0,  ", 4, "statement 1 has no text"),
    ("comments.csv", "9,9,0,搭車", '9,9,0,"搭車', 4, "this record cannot be read"),
    ("comments.csv", 'a ""quote"""', 'a ""quote""', 2, "this record cannot be read"),
    ("comments.csv", "1500000002000,", "soon,", 5, "timestamp must be a whole number"),
    ("comments.csv", "Left out", "Left, out", 5, "there are 9 fields, not 8"),
    ("votes.csv", ",vote\n", "\n", 1, "column vote is missing"),
    ("votes.csv", "2017,1,3,0", "2017,1,3", 5, "there are 4 fields, not 5"),
    ("votes.csv", "2017,1,3,0", "2017,1,3,0,0", 5, "there are 6 fields, not 5"),
    ("votes.csv", "2017,1,3,0\n", "2017,1,3,0\n\n", 6, "there are 0 fields, not 5"),
    ("votes.csv", "2017,1,3,0", "2017,1,3,2", 5, "vote must be a whole number from -1 to 1"),
    ("votes.csv", "2017,1,3,0", "2017,1,3,", 5, "vote must be a whole number"),
    ("votes.csv", "2017,1,3,0", "2017,1,3,agree", 5, "not “agree”"),
    ("votes.csv", "2017,1,3,0", "2017,1,3.5,0", 5, "voter-id must be a whole number"),
    ("votes.csv", "2017,1,3,0", "2017,1,٣,0", 5, "voter-id must be a whole number"),
    ("votes.csv", "2017,1,3,0", "2017,1,-3,0", 5, "voter-id must be a whole number"),
    ("votes.csv", "2017,1,3,0", "2017,1,99999999999999999999,0", 5, "voter-id must be a whole number"),
    ("votes.csv", "2017,1,3,0", "2017,4,3,0", 5, "statement 4 is not in comments.csv"),
    ("votes.csv", "2017,1,3,0", "2017,1,4,0", 5, "participant 4 is not in participants-votes.csv"),
    ("votes.csv", "1500000030000,", "15000000300000000,", 5, "timestamp must be a whole number"),
    ("votes.csv", "2017,1,3,0", '2017,1,3,"0', 5, "this record cannot be read"),
    ("votes.csv", "2017,1,3,0", "2017,1,3,0\0", 5, "there is a NUL byte"),
    ("votes.csv", "2017,5,3,1\n", "2017,5,3,1", 6, "the last line is cut off"),
    ("votes.csv", "2017,5,3,1\n", "2017,5\n", 6, "there are 3 fields, not 5"),
    ("participants-votes.csv", ",n-votes,", ",votes,", 1, "column n-votes is missing"),
    ("participants-votes.csv", "\n12,", "\n3,", 3, "participant 3 is already in the file"),
    ("participants-votes.csv", "12,,0,1,", "12,,0,x,", 3, "n-votes must be a whole number"),
    ("participants-votes.csv", "12,,0,1,", "12,,0,2,", 3, "said to have voted on 2 statements, but votes.csv has 1"),
    ("participants-votes.csv", "40,,1,0,", "40,,1,6,", 4, "One of the two files is incomplete"),
    ("participants-votes.csv", "-1,,\n", "-1,\n", 3, "there are 8 fields, not 9"),
    ("summary.csv", "topic,Who", "topic,Yes, who", 1, "there are 3 fields, not 2"),
    ("summary.csv", "Who may drive?", "w" * 201, 1, "the topic is longer than 200 characters"),
    ("summary.csv", 'lines"\n', "lines\n", 3, "this record cannot be read"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "reason"), SPOILT)
def test_a_broken_file_is_refused_with_its_line(folder, file, old, new, line, reason):
    replace(folder, file, old, new)
    with pytest.raises(BrokenExport) as refusal:
        read_consultation(folder)
    assert (refusal.value.file, refusal.value.line) == (file, line)
    assert reason in refusal.value.reason
    assert str(refusal.value).startswith(f"{file}, line {line}: ")


@pytest.mark.parametrize("file", EXPORT)
def test_a_missing_file_is_refused_by_name(folder, file):
    (folder / file).unlink()
    with pytest.raises(BrokenExport, match=rf"^{file}: the file is missing\.$"):
        read_consultation(folder)


@pytest.mark.parametrize("file", EXPORT)
def test_a_folder_in_the_place_of_a_file_is_refused(folder, file):
    (folder / file).unlink()
    (folder / file).mkdir()
    with pytest.raises(BrokenExport, match=rf"^{file}: the file cannot be read: "):
        read_consultation(folder)


@pytest.mark.parametrize("file", EXPORT)
def test_an_empty_file_is_refused(folder, file):
    (folder / file).write_bytes(b"")
    with pytest.raises(BrokenExport, match=rf"^{file}, line 1: the file is empty\.$"):
        read_consultation(folder)


@pytest.mark.parametrize("file", EXPORT)
def test_bytes_that_are_not_utf8_are_refused_with_their_line(folder, file):
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content.replace(b"\n", b"\n\xff", 1))
    with pytest.raises(BrokenExport, match=rf"^{file}, line 2: this is not UTF-8 text\.$"):
        read_consultation(folder)


@pytest.mark.parametrize("file", EXPORT)
def test_a_file_cut_anywhere_is_refused(folder, file):
    """Every length of every file: in the middle of a line by the line's own form, at its end by the other files."""
    content = (folder / file).read_bytes()
    whole_lines = {at + 1 for at, byte in enumerate(content) if byte == ord("\n")}
    for length in range(len(content)):
        if file == "summary.csv" and length in whole_lines:
            continue  # nothing says how many lines a summary has
        if file == "comments.csv" and content[length:].count(b"\n") == 1 and length in whole_lines:
            continue  # nobody voted on the last statement
        if file == "participants-votes.csv" and content[length:].startswith(b"40,"):
            continue  # and its last participant never voted
        (folder / file).write_bytes(content[:length])
        with pytest.raises(BrokenExport):
            read_consultation(folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path, owner):
    with pytest.raises(CommandError, match="there is no such folder"):
        run(tmp_path / "nowhere")


def test_an_export_without_votes_is_refused(folder):
    (folder / "votes.csv").write_text(VOTES.splitlines(keepends=True)[0])
    (folder / "participants-votes.csv").write_text(PARTICIPANTS.splitlines(keepends=True)[0])
    with pytest.raises(BrokenExport, match=r"^votes\.csv, line 1: nobody has voted"):
        read_consultation(folder)


def test_a_broken_export_leaves_nothing_behind(folder, owner):
    before = rows_of_all_kinds()
    replace(folder, "votes.csv", "2017,5,3,1", "2017,5,3,7")
    with pytest.raises(CommandError, match=r"^votes\.csv, line 6: vote must be"):
        run(folder)
    assert rows_of_all_kinds() == before


@pytest.mark.parametrize("written_before", [0, 2])
def test_a_failure_while_writing_leaves_nothing_behind(folder, owner, written_before, monkeypatch):
    monkeypatch.setattr(consultations, "ROWS_AT_ONCE", 2)
    before = rows_of_all_kinds()

    def stop(written: int, total: int) -> None:
        if written > written_before:
            raise IntegrityError("the database stopped")

    with pytest.raises(IntegrityError, match="the database stopped"):
        consultations.import_consultation(consultation=read_consultation(folder), owner=owner, ballots_written=stop)
    assert rows_of_all_kinds() == before


@pytest.mark.parametrize("file", EXPORT)
def test_a_changed_file_under_the_same_name_is_refused(folder, owner, file):
    run(folder)
    before = rows_of_all_kinds()
    changes = {
        "comments.csv": ("Left out", "Left in"),
        "votes.csv": ("2017,1,3,0", "2017,1,3,1"),
        "participants-votes.csv": ("3,0,0,3,", "3,1,0,3,"),
        "summary.csv": ("Who may", "Who should"),
    }
    replace(folder, file, *changes[file])
    with pytest.raises(CommandError, match="was imported before from files with other content"):
        run(folder)
    assert rows_of_all_kinds() == before


def test_a_second_run_changes_nothing(folder, owner):
    run(folder)
    before = rows_of_all_kinds()
    assert "already imported" in run(folder)
    assert rows_of_all_kinds() == before


def test_without_an_owner_the_command_says_what_to_do(folder):
    with pytest.raises(CommandError, match="Add an active account to the group “Owners”"):
        run(folder)


def test_an_owner_who_left_is_nobody(folder, owner):
    User.objects.filter(pk=owner.pk).update(is_active=False)
    with pytest.raises(CommandError, match="Nobody can own"):
        run(folder)
    with pytest.raises(CommandError, match="no active account"):
        run(folder, owner=owner.email)


def test_an_unknown_owner_is_refused(folder, owner):
    with pytest.raises(CommandError, match="no active account with the e-mail address who@example"):
        run(folder, owner="who@example.org")


@pytest.mark.parametrize("language", ["", "english!", "zh-hant-taiwan", "e"])
def test_what_is_no_language_code_is_refused(folder, owner, language):
    with pytest.raises(CommandError, match="is no language code"):
        run(folder, language=language)


def test_no_seat_counts_as_heard_and_no_ballot_names_a_seat(folder, owner):
    run(folder)
    assert not Seat.objects.of_people_heard().exists()
    known = {str(value) for seat in Seat.objects.all() for value in (seat.id, seat.id.hex, seat.pseudonym)}
    assert not known & set(Ballot.objects.values_list("key", flat=True))
    assert Round.objects.get().secret == ""


def test_two_imports_of_the_same_people_share_no_key(folder, owner):
    run(folder)
    run(folder.rename(folder.with_name("drivers.again")))
    first, second = (set(round_.ballots.values_list("key", flat=True)) for round_ in Round.objects.all())
    assert first
    assert not first & second


def test_a_whole_export_arrives(folder, owner):
    out = run(folder, language="zh-hant")
    subject = Subject.objects.get()
    assert (subject.title, subject.import_source, subject.owner) == ("Who may drive?", "drivers.2017", owner)
    assert subject.source_language == "zh-hant"
    assert not set(subject.code) & set("0O1IL")
    assert f"with the code {subject.code}." in out
    assert "4 of 4 ballots written" in out
    moderation = dict(subject.statements.values_list("number", "moderation"))
    assert moderation == {
        0: Moderation.ACCEPTED,
        1: Moderation.PENDING,
        5: Moderation.REJECTED,
        6: Moderation.REJECTED,
    }
    assert subject.statements.get(number=0).body == 'Two lines,\nand a "quote"'
    assert {(seat.pseudonym, seat.provenance) for seat in subject.seats.all()} == {
        ("Participant 3", Provenance.IMPORTED),
        ("Participant 12", Provenance.IMPORTED),
    }


def test_the_round_arrives_closed_at_the_times_of_its_votes(folder, owner):
    run(folder)
    round_ = Round.objects.get()
    assert round_.opened_at.isoformat() == "2017-07-14T02:40:10+00:00"
    assert round_.closed_at.isoformat() == "2017-07-14T02:41:30+00:00"
    assert {voted.seat.pseudonym for voted in round_.voted.all()} == {"Participant 3", "Participant 12"}


def test_the_last_vote_by_time_counts_and_plus_one_agrees(folder, owner):
    run(folder)
    choices = sorted(Ballot.objects.values_list("statement__number", "choice"))
    assert choices == [(0, Choice.AGREE), (0, Choice.DISAGREE), (1, Choice.UNSURE), (5, Choice.AGREE)]
    assert Ballot.objects.values("key").distinct().count() == 2


def test_the_import_is_in_the_audit_chain(folder, owner):
    run(folder)
    entry = AuditEntry.objects.get(action="codesign.consultation.imported")
    assert entry.target == f"codesign.subject:{Subject.objects.get().pk}"
    assert entry.data["ballots"] == 4
    assert audit.first_broken_entry() is None


def test_without_a_topic_the_folder_gives_the_title(folder, owner):
    replace(folder, "summary.csv", "topic,Who may drive?", "topic,")
    run(folder)
    assert Subject.objects.get().title == "drivers.2017"


def test_windows_line_ends_and_a_byte_order_mark_are_read(folder):
    for file, text in EXPORT.items():
        (folder / file).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_consultation(folder).figures().votes == 4


@needs_reference_data
@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.stem)
def test_published_consultations_give_the_reference_figures(expected):
    figures = json.loads(expected.read_text())
    read = read_consultation(POLIS / figures["name"])
    assert asdict(read.figures()) == {name: figures[name] for name in asdict(read.figures())}


@needs_reference_data
def test_a_real_consultation_arrives_whole(owner):
    run(POLIS / "vtaiwan.uberx", language="zh-hant")
    figures = json.loads((settings.SHARED_DATA / "expected" / "polis_vtaiwan.uberx.json").read_text())
    subject = Subject.objects.get()
    ballots = Ballot.objects.filter(round__subject=subject)
    assert {
        "participants": Voted.objects.filter(round__subject=subject).count(),
        "statements": subject.statements.count(),
        "votes": ballots.count(),
        "agree": ballots.filter(choice=Choice.AGREE).count(),
        "disagree": ballots.filter(choice=Choice.DISAGREE).count(),
        "passes": ballots.filter(choice=Choice.UNSURE).count(),
        "moderated_out": subject.statements.filter(moderation=Moderation.REJECTED).count(),
    }.items() <= figures.items()
    assert ballots.values("key").distinct().count() == subject.seats.count() == figures["participants"]
