"""A board over plain HTTP: joining it, every verb as a form, and refusals that lose nothing."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from codesign.actions.boards import revoke_grant
from codesign.boards import commands as verbs
from codesign.enums import Stage, SubjectKind
from codesign.models import Board, Note, Seat, SeatGrant
from codesign.views import boards
from people.enums import Role
from people.limits import Limit
from tests.codesign.boards.verbs import added, do, go
from tests.codesign.pages import client_of, send, words_of
from tests.factories import make_board, make_facilitator, make_seat, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def joined(board, client=None) -> Client:
    client = client or Client()
    path = reverse("join", args=[board.join_code])
    assert client.post(path, {"seat_key": str(uuid.uuid4())}).status_code == 303
    return client


def seat_of(client, board) -> Seat:
    return Seat.objects.get(pk=client.session["seats"][str(board.subject_id)])


def post(client, board, verb, **fields):
    form = {"verb": verb, "op_id": str(uuid.uuid4())} | fields
    return client.post(reverse("board_do", args=[board.pk]), form)


def test_who_agrees_gets_a_seat_and_the_board(board):
    client = Client()
    assert client.get(reverse("join", args=[board.join_code.lower()])).status_code == 200
    joined(board, client)
    response = client.get(reverse("board", args=[board.pk]))
    assert seat_of(client, board).pseudonym in words_of(response)
    assert response["Cache-Control"] == "private, no-store"
    assert client.get(reverse("join", args=[board.join_code])).status_code == 302


def test_joining_twice_at_once_is_one_seat(board):
    form = {"seat_key": str(uuid.uuid4())}
    for client in (Client(), Client()):
        client.post(reverse("join", args=[board.join_code]), form)
    assert board.grants.filter(role="participant").count() == 1


def test_who_spoke_before_joins_with_the_same_seat(board):
    client = Client()
    send(client, board.subject, body="Hello")
    seat, reference = seat_of(client, board), client.session["references"]
    joined(board, client)
    assert (seat_of(client, board), client.session["references"]) == (seat, reference)


def test_a_member_of_staff_joins_as_such(board):
    client = joined(board, client_of(make_user(display_name="Dana Roe")))
    assert "Dana Roe, member of staff" in words_of(client.get(reverse("board", args=[board.pk])))


@pytest.fixture
def one_seat_each(monkeypatch):
    monkeypatch.setattr(boards, "SEATS_PER_ADDRESS", Limit("test.seat", count=1, seconds=600))


def test_one_address_takes_so_many_seats_and_no_more(board, one_seat_each):
    joined(board)
    response = Client().post(reverse("join", args=[board.join_code]), {"seat_key": str(uuid.uuid4())})
    assert response.status_code == 429
    assert "A great many people joined from your connection." in words_of(response)
    assert board.grants.filter(role="participant").count() == 1


def test_who_has_a_seat_already_is_not_counted(board, one_seat_each):
    client = Client()
    send(client, board.subject, body="Hello")
    joined(board, client)
    joined(board, client_of(make_user()))
    joined(board)


@pytest.mark.parametrize("key", ["", "five"])
def test_a_damaged_form_to_join_gets_a_sentence(board, key):
    response = Client().post(reverse("join", args=[board.join_code]), {"seat_key": key})
    assert response.status_code == 422
    assert not board.grants.filter(role="participant").exists()


def test_nobody_joins_a_closed_workshop(board):
    go(board, Stage.CLOSE)
    response = Client().post(reverse("join", args=[board.join_code]), {"seat_key": str(uuid.uuid4())})
    assert response.status_code == 409
    assert not board.grants.filter(role="participant").exists()


@pytest.mark.parametrize(
    "who",
    [Client, lambda: joined(make_board()), lambda: client_of(make_facilitator()), lambda: client_of(make_user())],
    ids=["stranger", "participant elsewhere", "another facilitator", "member of staff"],
)
def test_without_a_grant_there_is_no_board(board, ana, who):
    client, number = who(), added(board, ana)
    for path in ("", f"n/{number}/"):
        assert client.get(f"/b/{board.pk}/{path}").status_code == 404
    assert post(client, board, "add_note", column="1", text="Hello").status_code == 404


def test_a_seat_at_the_subject_alone_opens_no_board(board):
    client = Client()
    send(client, board.subject, body="Hello")
    assert client.get(reverse("board", args=[board.pk])).status_code == 404


def test_a_revoked_grant_shuts_the_board(board):
    client = joined(board)
    revoke_grant(grant=SeatGrant.objects.get(seat=seat_of(client, board)), revoked_by=board.created_by)
    assert client.get(reverse("board", args=[board.pk])).status_code == 404
    assert post(client, board, "add_note", column="1", text="Hello").status_code == 404


def test_a_whole_workshop_goes_by_forms_alone():
    board = make_board()
    leader, client = client_of(board.created_by), joined(board)
    steps = [
        ("write_alone", "add_note", {"column": "1", "text": "canary alone"}),
        ("reveal", "edit_note", {"note": "3", "version": "1", "text": "canary changed"}),
        ("group", "move_note", {"note": "3", "column": "2", "before": ""}),
        ("first_position", "set_position", {"text": "I stand here"}),
        ("discuss", "add_note", {"column": "1", "text": "Another"}),
        ("vote", "mark", {"note": "3"}),
        ("decide", "unmark", {"note": "3"}),
    ]
    for stage, verb, fields in steps:
        assert post(leader, board, "set_stage", stage=stage, minutes="").status_code == 303
        assert post(client, board, verb, **fields).status_code == 303, verb
    response = client.get(reverse("board", args=[board.pk]))
    assert [each.count for each in response.context["columns"]] == [1, 1]
    assert "canary changed" in words_of(response)
    assert "I stand here" in words_of(response)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("leads", [True, False])
def test_every_stage_has_a_page_for_everyone(stage, leads):
    board = make_board(stage)
    client = client_of(board.created_by) if leads else Client()
    if not leads:
        Board.objects.update(stage=Stage.WELCOME)
        joined(board, client)
        Board.objects.update(stage=stage)
    response = client.get(reverse("board", args=[board.pk]))
    assert response.status_code == 200
    assert response.context["stage"] == stage
    assert ("You lead this workshop" in words_of(response)) is leads


def test_who_leads_is_not_asked_for_a_position_and_finds_the_lobby(board):
    go(board, Stage.FIRST_POSITION)
    page = client_of(board.created_by).get(reverse("board", args=[board.pk]))
    assert "Everyone else writes a position now." in words_of(page)
    assert "You have not written it yet." not in words_of(page)
    assert f'href="{reverse("workshop", args=[board.pk])}"' in words_of(page)


@pytest.mark.parametrize("leads", [True, False])
def test_who_takes_a_position_reads_the_notes_and_no_position_of_another(board, leads):
    added(board, seat_of(joined(board), board), "The lift is broken")
    dan, ana = joined(board), client_of(board.created_by) if leads else joined(board)
    go(board, Stage.FIRST_POSITION)
    post(dan, board, "set_position", text="canary")
    page = words_of(ana.get(reverse("board", args=[board.pk])))
    assert "The lift is broken" in page
    assert "canary" not in page
    assert "canary" in words_of(dan.get(reverse("board", args=[board.pk])))


@pytest.mark.parametrize("stage", [Stage.FIRST_POSITION, Stage.VOTE])
def test_beside_a_sealed_stage_no_totals_of_marks_are_shown(board, stage):
    client = joined(board)
    number = added(board, seat_of(client, board))
    go(board, Stage.DECIDE)
    post(client, board, "mark", note=str(number))
    Board.objects.update(stage=stage)
    page = words_of(client.get(reverse("board", args=[board.pk]))).split("<template")[0]
    assert "Marks: 1" not in page
    assert "data-marks>" not in page


@pytest.mark.parametrize(("marked", "spent"), [(0, 0), (1, 0), (2, 1)])
def test_buttons_say_when_no_mark_is_left_and_stay_in_reach(board, marked, spent):
    client = joined(board)
    numbers = [added(board, seat_of(client, board)) for _ in range(3)]
    Board.objects.update(marks_per_seat=2)
    go(board, Stage.VOTE)
    for number in numbers[:marked]:
        post(client, board, "mark", note=str(number))
    page = words_of(client.get(reverse("board", args=[board.pk]))).split("<template")[0]
    assert page.count('aria-disabled="true"') == page.count("<span data-mark-word>No marks left</span>") == spent
    assert ("You have no marks left." in page) is bool(spent)
    assert " disabled" not in page
    assert ("You have no marks left." in words_of(client.get(f"/b/{board.pk}/n/{numbers[2]}/"))) is bool(spent)


def test_a_closed_board_is_called_closed(board):
    client = joined(board)
    go(board, Stage.CLOSE)
    page = words_of(client.get(reverse("board", args=[board.pk])))
    assert '<h2 class="now-title" id="now">Closed</h2>' in page
    assert "Now: Close" not in page


def test_a_note_written_alone_is_on_no_page_of_another():
    board = make_board(Stage.WRITE_ALONE)
    ana, dan, leader = joined(board), joined(board), client_of(board.created_by)
    post(ana, board, "add_note", column="1", text="canary")
    assert "canary" in words_of(ana.get(reverse("board", args=[board.pk])))
    for client in (dan, leader):
        assert b"canary" not in client.get(reverse("board", args=[board.pk])).content


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"verb": "add_note", "column": "1", "text": "kept " * 101}, "too long"),
        ({"verb": "add_note", "column": "9", "text": "kept"}, "not on the board"),
        ({"verb": "add_note", "column": "", "text": "kept"}, "damaged"),
        ({"verb": "add_note", "column": "1", "text": ""}, "Write something first"),
        ({"verb": "set_position", "text": "kept"}, "in this stage"),
        ({"verb": "set_stage", "stage": "close"}, "another role"),
        ({"verb": "edit_note", "note": "99", "version": "1", "text": "kept"}, "not on the board"),
        ({"verb": "edit_note", "note": "9" * 5000, "version": "1", "text": "kept"}, "damaged"),
        ({"verb": "nonsense", "text": "kept"}, "damaged"),
        ({"op_id": "5", "verb": "add_note", "column": "1", "text": "kept"}, "damaged"),
        ({"verb": "add_note", "column": "1", "text": "kept\x00"}, "cannot store"),
    ],
)
def test_a_refused_form_gets_a_sentence_and_loses_nothing(board, fields, sentence):
    client = joined(board)
    response = post(client, board, **{"verb": ""} | fields)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert fields.get("text", "").strip("\x00 ") in words_of(response)
    assert not board.notes.exists()


def test_an_edit_that_came_too_late_shows_both_texts(board):
    client = joined(board)
    number = added(board, seat_of(client, board), "First")
    do(board, seat_of(client, board), verbs.EditNote, note=number, version=1, text="From the phone")
    response = post(client, board, "edit_note", note=str(number), version="1", text="From the laptop")
    assert response.status_code == 422
    assert {"From the phone", "From the laptop"} <= set(re.findall("From the [a-z]+", words_of(response)))


def test_the_same_form_sent_twice_is_one_note(board):
    client, op_id = joined(board), str(uuid.uuid4())
    for _ in range(2):
        assert post(client, board, "add_note", op_id=op_id, column="1", text="Once").status_code == 303
    assert board.notes.count() == 1


def test_a_page_gives_each_form_an_id_of_its_own(board):
    page = joined(board).get(reverse("board", args=[board.pk])).content.decode()
    ids = re.findall(r'name="op_id" value="([^"]+)"', page)
    assert ids
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("number", ["1", "999", "9" * 30])
def test_a_note_that_is_not_there_has_no_page(board, number):
    assert joined(board).get(f"/b/{board.pk}/n/{number}/").status_code == 404


def test_the_state_has_no_second_way_among_the_pages(board):
    """It is answered ahead of them, see tests/realtime/test_snapshots.py."""
    client = joined(board)
    assert client.get(f"/b/{board.pk}/").status_code == 200
    assert [client.get(f"{path}b/{board.pk}/state/").status_code for path in ("/", "/ar/")] == [404, 404]


def test_the_page_asks_as_often_for_many_notes_as_for_one(board, django_assert_num_queries):
    client = joined(board)
    added(board, seat_of(client, board))
    path = reverse("board", args=[board.pk])
    client.get(path)
    with django_assert_num_queries(100, exact=False) as few:
        client.get(path)
    for column in (1, 2, 2):
        added(board, seat_of(client, board), column=column)
    with django_assert_num_queries(len(few)):
        client.get(path)


def test_an_arabic_page_keeps_its_language_on_the_socket(board):
    response = joined(board).get(f"/ar/b/{board.pk}/")
    assert response.context["socket_path"] == f"/ws/b/{board.pk}/ar/"
    assert response.context["state_path"] == f"/ar/b/{board.pk}/state/"


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADVOCATE])
def test_only_facilitators_come_to_the_workshops(board, role):
    for path in (reverse("workshops"), reverse("workshop_new"), reverse("workshop", args=[board.pk])):
        assert client_of(make_user(role)).get(path).status_code == 403


@pytest.mark.parametrize(("role", "is_there"), [(Role.FACILITATOR, True), (Role.OWNER, False), (Role.ADVOCATE, False)])
def test_the_desk_of_a_facilitator_leads_to_the_workshops(role, is_there):
    page = client_of(make_user(role)).get(reverse("desk"))
    assert (f'href="{reverse("workshops")}"' in words_of(page)) is is_there


def test_the_lobby_of_another_does_not_exist(board):
    client = client_of(make_facilitator())
    assert client.get(reverse("workshop", args=[board.pk])).status_code == 404
    assert list(client.get(reverse("workshops")).context["page"]) == []


def test_a_facilitator_prepares_a_workshop_and_sees_who_joined():
    seat, client = make_seat(), client_of(make_facilitator())
    form = {"subject": str(seat.subject.pk), "title": "Tuesday", "question": "What now?", "columns": "One\n\n Two \r\n"}
    response = client.post(reverse("workshop_new"), form)
    board = Board.objects.get()
    assert response.url == reverse("workshop", args=[board.pk])
    joined(board)
    lobby = words_of(client.get(response.url))
    assert f"/j/{board.join_code}/" in lobby
    assert "People who joined: 1" in lobby
    assert list(board.columns.values_list("number", "title")) == [(1, "One"), (2, "Two")]
    assert set(board.join_code).isdisjoint("0O1IL")


def test_what_a_workshop_may_be_about_is_told_apart_by_its_kind():
    make_subject(title="Survivor pension", kind=SubjectKind.PROGRAMME)
    make_subject(title="Survivor pension", kind=SubjectKind.PILOT)
    page = words_of(client_of(make_facilitator()).get(reverse("workshop_new")))
    assert ">Survivor pension (Programme)</option>" in page
    assert ">Survivor pension (Pilot)</option>" in page


@pytest.mark.parametrize(("sent", "shows"), [({"shows_presence": "on"}, True), ({}, False)])
def test_a_facilitator_chooses_whether_a_board_says_who_is_here(sent, shows):
    seat, client = make_seat(), client_of(make_facilitator())
    assert client.get(reverse("workshop_new")).context["form"]["shows_presence"].value() is True
    form = {"subject": str(seat.subject.pk), "title": "Tuesday", "question": "What now?", "columns": "One"}
    client.post(reverse("workshop_new"), form | sent)
    board = Board.objects.get()
    assert board.shows_presence is shows
    page = words_of(joined(board).get(reverse("board", args=[board.pk])))
    assert f'data-presence="{"yes" if shows else "no"}"' in page
    assert ("data-here-now" in page, "data-hide" in page) == (shows, shows)


@pytest.mark.parametrize(("sent", "shows"), [({"shows_sealed_count": "on"}, True), ({}, False)])
def test_a_facilitator_chooses_whether_a_board_counts_what_is_written_alone(sent, shows):
    seat, client = make_seat(), client_of(make_facilitator())
    assert not client.get(reverse("workshop_new")).context["form"]["shows_sealed_count"].value()
    form = {"subject": str(seat.subject.pk), "title": "Tuesday", "question": "What now?", "columns": "One"}
    client.post(reverse("workshop_new"), form | sent)
    board = Board.objects.get()
    go(board, Stage.WRITE_ALONE)
    page = words_of(joined(board).get(reverse("board", args=[board.pk])))
    assert ("Notes from everyone so far: 0" in page) is shows


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": ""},
        {"subject": "5"},
        {"title": " "},
        {"title": "x" * 121},
        {"question": ""},
        {"columns": " \n "},
        {"columns": "\n".join("abcdefg")},
        {"columns": "x" * 81},
        {"title": "a\x00"},
    ],
)
def test_an_incomplete_workshop_gets_a_sentence(wrong):
    seat, client = make_seat(), client_of(make_facilitator())
    form = {"subject": str(seat.subject.pk), "title": "Kept", "question": "Kept?", "columns": "Kept"}
    response = client.post(reverse("workshop_new"), form | wrong)
    assert response.status_code == 422
    assert "There is a problem" in words_of(response)
    assert not Board.objects.exists()


def test_a_new_workshop_is_about_nothing_until_somebody_says_so():
    make_seat()
    page = words_of(client_of(make_facilitator()).get(reverse("workshop_new")))
    assert '<option value="" selected>Choose one</option>' in page
    assert page.count(" selected") == 1


def test_a_workshop_about_nothing_is_asked_what_it_is_about():
    client = client_of(make_facilitator())
    form = {"subject": "", "title": "Kept", "question": "Kept?", "columns": "Kept"}
    assert "Choose what the workshop is about." in words_of(client.post(reverse("workshop_new"), form))


def test_the_list_of_workshops_asks_as_often_for_many_as_for_one(django_assert_num_queries):
    ben = make_facilitator()
    client = client_of(ben)
    make_board(created_by=ben)
    client.get(reverse("workshops"))
    with django_assert_num_queries(100, exact=False) as few:
        client.get(reverse("workshops"))
    for _ in range(21):
        make_board(created_by=ben)
    with django_assert_num_queries(len(few)):
        assert len(client.get(reverse("workshops")).context["page"]) == 20


@pytest.mark.parametrize("under_at_first", [True, False], ids=["taken out", "put under"])
def test_a_note_that_is_moved_while_the_page_is_read_stands_there_once(board, under_at_first):
    """Right after the question for the notes of the page, somebody groups one, or takes one out."""
    Board.objects.update(stage=Stage.GROUP)
    board.refresh_from_db()
    client = joined(board)
    seat = seat_of(client, board)
    leader, moved = (added(board, seat, text) for text in ("Leads", "Is moved meanwhile"))
    leading = Note.objects.get(number=leader)
    note = Note.objects.filter(number=moved)
    note.update(group=leading if under_at_first else None)
    moves = iter([None if under_at_first else leading])

    def move_after_reading(execute, sql, *rest):
        answer = execute(sql, *rest)
        if "ROW_NUMBER" in sql:
            for group in moves:
                note.update(group=group)
        return answer

    with connection.execute_wrapper(move_after_reading):
        page = words_of(client.get(reverse("board", args=[board.pk])))
    assert next(moves, "was moved") == "was moved"
    assert [page.count(f'id="n{number}"') for number in (leader, moved)] == [1, 1]
