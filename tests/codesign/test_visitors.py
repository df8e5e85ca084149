"""What somebody new stumbles over: going back, being quick, and doors that are shut."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from codesign.actions.reactions import OtherWords, react
from codesign.actions.rounds import close_round
from codesign.actions.seats import take_seat
from codesign.actions.statements import leave_out_statement, suggest_statement
from codesign.actions.voices import record_voice, show_voice
from codesign.enums import Fit, Provenance, SubjectMode, Visibility
from codesign.models import Voice
from codesign.permissions.visitors import rounds_for_everyone
from tests.codesign.pages import send, words_of
from tests.codesign.round_steps import make_open_round, settled
from tests.factories import make_barrier, make_closed_subject, make_passage, make_seat, make_subject, make_text

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def test_back_and_send_again_is_one_voice(client, subject):
    barrier = make_barrier(subject)
    for _time in range(2):
        assert send(client, subject, body="The line is busy.", fit=Fit.NO, barriers=[barrier.pk]).status_code == 303
    assert Voice.objects.count() == 1


@pytest.mark.parametrize("other", [{"body": "Other words"}, {"fit": Fit.YES}, {"kind": "need"}, {"barriers": True}])
def test_back_and_send_something_else_is_another_voice(client, subject, other):
    barrier = make_barrier(subject)
    said = {"body": "The line is busy.", "fit": Fit.NO}
    send(client, subject, **said)
    other = {"barriers": [barrier.pk]} if "barriers" in other else other
    send(client, subject, **(said | other))
    assert Voice.objects.count() == 2


def test_two_people_who_say_the_same_are_two_voices(client, subject, django_user_model):
    send(client, subject, body="The line is busy.")
    send(client.__class__(), subject, body="The line is busy.")
    assert Voice.objects.count() == 2


def test_the_same_said_when_it_cannot_be_changed_any_more_is_said_again(client, subject):
    send(client, subject, body="The line is busy.")
    Voice.objects.update(editable_until=timezone.now() - timedelta(seconds=1))
    send(client, subject, body="The line is busy.")
    assert Voice.objects.count() == 2


def test_in_slow_mode_the_same_words_from_a_page_made_anew_are_taken(client):
    subject = make_subject(slow_minutes=5)
    for _time in range(2):
        assert send(client, subject, body="The line is busy.").status_code == 303


def test_two_of_a_group_may_say_the_same(subject):
    seat = make_seat(subject)
    seat.provenance = Provenance.GROUP
    for _time in range(2):
        record_voice(
            seat=seat, send_key=uuid.uuid4(), language="en", visibility=Visibility.WITHOUT_NAME, body="It is far."
        )
    assert Voice.objects.count() == 2


def test_who_is_quick_and_has_something_to_put_right_is_told_of_that_alone(client, subject, settings):
    settings.SHORTEST_SECONDS_TO_WRITE = 2
    words = words_of(send(client, subject, body="x" * 1501))
    assert "Shorten it" in words
    assert "press Send again" not in words
    assert "machine" not in words_of(send(client, subject, body="Hello"))


def vote_page(client, subject):
    return client.get(reverse("vote", args=[subject.code]))


def test_a_round_that_waits_to_be_counted_says_so(client):
    round_ = make_open_round()
    close_round(round_=round_, closed_by=round_.subject.owner)
    words = words_of(vote_page(client, round_.subject))
    assert "The round is over. We are counting" in words
    assert "Nothing is asked here" not in words


def test_a_round_whose_subject_closed_does_not_lead_to_a_closed_form(client):
    round_ = make_open_round()
    subject = round_.subject
    subject.closes_at = timezone.now() - timedelta(minutes=1)
    subject.save()
    words = words_of(vote_page(client, subject))
    assert "The round is over." in words
    assert reverse("give_voice", args=[subject.code]) not in words


def test_after_the_count_the_way_to_the_result_is_there(client):
    round_ = settled(make_open_round())
    words = words_of(vote_page(client, round_.subject))
    assert "Nothing more can be chosen" in words
    assert reverse("statements", args=[round_.subject.code]) in words


def test_thanks_leads_to_an_open_round_and_not_to_one_that_is_not_there(client, subject):
    send(client, subject, body="Hello")
    page = reverse("thanks", args=[subject.code])
    assert reverse("vote", args=[subject.code]) not in words_of(client.get(page))
    make_open_round(subject)
    assert reverse("vote", args=[subject.code]) in words_of(client.get(page))


def passage_page(subject, **fields):
    passage = make_passage(make_text(subject, published_at=timezone.now()), **fields)
    return reverse("passage", args=[subject.code, passage.block_id])


def test_about_a_passage_nobody_has_to_say_what_kind_of_words_they_are(client, subject):
    form = {"send_key": str(uuid.uuid4()), "visibility": Visibility.WITHOUT_NAME, "body": "It is far."}
    assert client.post(passage_page(subject), form).status_code == 303
    assert Voice.objects.get().kind == "comment"


@pytest.mark.parametrize("body", ["", "x" * 1501, "\x00"])
def test_about_a_passage_of_a_closed_subject_words_are_given_back(client, body):
    subject = make_closed_subject()
    form = {"send_key": str(uuid.uuid4()), "visibility": Visibility.WITHOUT_NAME, "body": body}
    assert client.post(passage_page(subject), form).status_code in (409, 422)
    assert not Voice.objects.exists()


@pytest.fixture
def read_by_all(subject):
    voice = record_voice(
        seat=make_seat(subject),
        send_key=uuid.uuid4(),
        language="en",
        visibility=Visibility.WITHOUT_NAME,
        body="It is far.",
    )
    return show_voice(voice=voice, shown_by=subject.owner)


def reply_to(client, voice, body="Take the bus."):
    return client.post(reverse("voice", args=[voice.key]), {"send_key": str(uuid.uuid4()), "body": body})


def test_who_replies_sees_their_reply_and_others_do_not(client, read_by_all):
    reply_to(client, read_by_all)
    page = reverse("voice", args=[read_by_all.key])
    own = words_of(client.get(page))
    assert "Take the bus." in own
    assert "Nobody’s reply is shown here yet." not in own
    other = words_of(client.__class__().get(page))
    assert "Take the bus." not in other
    assert "Nobody’s reply is shown here yet." in other


PRESSES = {
    "reply": lambda client, voice: reply_to(client, voice),
    "agree": lambda client, voice: client.post(
        reverse("react", args=[voice.key]), {"seat_key": str(uuid.uuid4()), "kind": "agree", "wording": voice.wording}
    ),
    "report": lambda client, voice: client.post(
        reverse("report", args=[voice.key]), {"seat_key": str(uuid.uuid4()), "reason": "private"}
    ),
    "tap": lambda client, voice: client.post(
        passage_page(voice.subject).rstrip("/") + "/unclear/", {"seat_key": str(uuid.uuid4())}
    ),
}


@pytest.mark.parametrize("press", PRESSES)
def test_who_only_presses_is_given_a_reference_once(client, read_by_all, press):
    assert PRESSES[press](client, read_by_all).status_code == 303
    page = reverse("voice", args=[read_by_all.key])
    assert "Your reference is" in words_of(client.get(page))
    PRESSES["agree"](client, read_by_all)
    assert "Your reference is" not in words_of(client.get(page))


def test_a_suggester_reads_in_the_thread_why_others_are_not_asked(client):
    round_ = make_open_round(takes_statements=True)
    seat, reference = take_seat(subject=round_.subject)
    page = reverse("thread", args=[reference])
    assert "Nothing was said from this seat yet." in words_of(client.get(page))
    statement = suggest_statement(round_=round_, seat=seat, body="It is loud.", language="en", send_key=uuid.uuid4())
    words = words_of(client.get(page))
    assert "The owner of this subject has not read it yet." in words
    assert "Nothing was said from this seat yet." not in words
    leave_out_statement(statement=statement, because="It is asked already.", left_out_by=round_.subject.owner)
    assert "It is asked already." in words_of(client.get(page))


def test_a_thread_of_somebody_who_chose_in_a_round_is_not_empty(client):
    round_ = make_open_round()
    vote = reverse("vote", args=[round_.subject.code])
    statement = round_.subject.statements.first()
    client.post(f"{vote}?statement={statement.key}", {"seat_key": str(uuid.uuid4()), "choice": "agree"})
    reference = next(iter(client.session["references"].values()))
    words = words_of(client.get(reverse("thread", args=[reference])))
    assert f"{vote}?end=1" in words
    assert "Nothing was said" not in words


DOORS = {
    "mine": ("reference", {"KX472PQ9M": "invite", "KX472P": "join"}),
    "invite_code": ("code", {"KX472PQ9MT": "thread", "KX472P": "join"}),
    "workshop_code": ("code", {"KX472PQ9MT": "thread", "KX472PQ9M": "invite"}),
}
WRONG_DOORS = [(page, typed) for page, (_field, others) in DOORS.items() for typed in others]


@pytest.mark.parametrize(("page", "typed"), WRONG_DOORS)
def test_a_code_of_another_sort_leads_to_its_own_door(client, page, typed):
    field, others = DOORS[page]
    words = words_of(client.post(reverse(page), {field: typed}))
    assert f'class="btn" href="/{ {"thread": "t", "invite": "i", "join": "j"}[others[typed]] }/' in words
    assert "Check yours" not in words


@pytest.mark.parametrize("page", DOORS)
@pytest.mark.parametrize("typed", ["", "x", "\x00", "KX4", "9" * 5000])
def test_what_is_no_code_at_all_leads_nowhere_else(client, page, typed):
    response = client.post(reverse(page), {DOORS[page][0]: typed})
    assert response.status_code == 422
    assert response.context["other_door"] is None


def test_a_wrong_code_at_a_round_is_typed_again_at_that_round(client):
    round_ = make_open_round(admission="invited")
    said = {"code": "KX4-72P", "round_at": round_.subject.code}
    words = words_of(client.post(reverse("invite_code"), said))
    assert "Only people with a personal code take part" in words
    for other in ("", "nothing", "\x00", make_subject().code):
        words = words_of(client.post(reverse("invite_code"), said | {"round_at": other}))
        assert "Come in with your code" in words


def test_titles_are_in_the_language_of_the_page(client, subject):
    make_text(subject, "One text.", title="One visit", published_at=timezone.now())
    make_text(subject, "نص واحد", title="زيارة واحدة", language="ar", published_at=timezone.now())
    _seat, reference = take_seat(subject=subject)
    page = reverse("thread", args=[reference])
    assert '<bdi lang="en">One visit</bdi>' in words_of(client.get(page))
    assert '<bdi lang="ar">زيارة واحدة</bdi>' in words_of(client.get(f"/ar{page}"))
    assert '<bdi lang="en">One visit</bdi>' in words_of(client.get(f"/es{page}"))


def test_a_statement_in_another_language_than_the_page_says_so(client):
    round_ = make_open_round()
    page = reverse("vote", args=[round_.subject.code])
    assert "is not translated" not in words_of(client.get(page))
    assert client.get(f"/es{page}").context["statement"]
    assert '<p class="hint"' in words_of(client.get(f"/es{page}")).split("<blockquote")[0].split("<form")[1]


def edit(client, voice, **said):
    return client.post(reverse("voice_edit", args=[voice.key]), {"send_key": str(uuid.uuid4())} | said)


@pytest.fixture
def wordless(client, subject):
    send(client, subject, fit=Fit.YES)
    return Voice.objects.get()


def test_an_answer_without_words_can_be_changed_and_needs_no_words(client, wordless):
    assert edit(client, wordless, fit=Fit.NO, body="").status_code == 303
    wordless.refresh_from_db()
    assert (wordless.fit, wordless.body, wordless.earlier_wordings.count()) == (Fit.NO, "", 0)


@pytest.mark.parametrize("fit", ["maybe", "9" * 5000, "\x00"])
def test_an_answer_that_is_none_is_refused(client, wordless, fit):
    assert edit(client, wordless, fit=fit, body="").status_code == 422
    wordless.refresh_from_db()
    assert wordless.fit == Fit.YES


def test_words_cannot_be_changed_into_nothing(client, subject):
    send(client, subject, body="It is far.")
    assert edit(client, Voice.objects.get(), body="", fit=Fit.NO).status_code == 422
    assert (Voice.objects.get().body, Voice.objects.get().fit) == ("It is far.", "")


def test_what_is_held_names_languages_and_lists_once_what_is_not_there(client, subject):
    send(client, subject, body="It is far.")
    reference = next(iter(client.session["references"].values()))
    words = words_of(client.get(reverse("my_data", args=[reference])))
    assert "English" in words
    assert words.count("Nothing.") == 0
    assert "Of this we hold nothing" in words


def test_the_way_back_to_a_form_with_an_error_is_kept_by_its_browser_alone(client, subject):
    assert send(client, subject, body="x" * 1501)["Cache-Control"] == "private, no-cache"
    page = reverse("give_voice", args=[subject.code])
    assert client.get(page)["Cache-Control"] == "private, no-store"


def test_on_a_shared_device_no_browser_keeps_a_form_that_was_given_back(client, subject):
    client.cookies["shared"] = "yes"
    assert send(client, subject, body="x" * 1501)["Cache-Control"] == "private, no-store"


def test_reactions_to_an_answer_go_with_it(client, subject):
    send(client, subject, body="It is far.", fit=Fit.NO)
    voice = show_voice(voice=Voice.objects.get(), shown_by=subject.owner)
    react(voice=voice, seat=make_seat(subject), kind="agree", wording=voice.wording)
    assert edit(client, voice, body="It is far.", fit=Fit.YES).status_code == 303
    assert not voice.reactions.exists()
    with pytest.raises(OtherWords):
        react(
            voice=show_voice(voice=voice, shown_by=subject.owner),
            seat=make_seat(subject),
            kind="agree",
            wording=voice.wording,
        )


@pytest.mark.parametrize("mode", SubjectMode)
def test_the_home_page_leads_to_rounds_in_which_everyone_chooses(mode):
    round_ = make_open_round()
    type(round_.subject).objects.update(mode=mode)
    assert (round_ in rounds_for_everyone()) is (mode == SubjectMode.OPEN)
