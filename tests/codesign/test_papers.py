"""Forms on paper: a code is typed once, by one person, and counts once another one has checked it."""

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.actions.papers import (
    MOST_SHEETS,
    AlreadyTyped,
    DoesNotMatch,
    NothingToCheck,
    SamePerson,
    WasPrinted,
    check_form,
    print_forms,
    send_back,
    type_form,
)
from codesign.admission import NotAdmitted
from codesign.enums import Provenance, SubjectMode, Visibility, Way
from codesign.models import PaperForm, Seat, Subject, Voice
from codesign.permissions import SubjectNotOpen
from codesign.references import hash_reference
from people import audit
from people.enums import GROUP_NAMES, Role
from people.models import AuditEntry
from people.vault import store
from tests.codesign.pages import client_of, words_of
from tests.codesign.test_ballots import at_once
from tests.factories import make_barrier, make_closed_subject, make_dimension, make_facilitator, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])

WORDS = "My letters come after the day."


def printed(subject, count=1, **fields):
    said = {"count": count, "printed_by": subject.owner, "print_key": uuid.uuid4()}
    return print_forms(subject=subject, **said | fields)


def typed(form, by=None, **fields):
    said = {"language": "en", "visibility": Visibility.WITHOUT_NAME, "fit": "no", "body": WORDS, "kind": ""}
    said |= {"barriers": [], "statements": [], "consent_text": ""}
    return type_form(form=form, typed_by=by or form.subject.owner, **said | fields)


@pytest.fixture
def sheet(subject):
    return printed(subject)[0][0]


@pytest.fixture
def colleague():
    return make_facilitator(display_name="Ben")


def test_a_form_counts_once_somebody_else_has_checked_it(sheet, colleague):
    barrier = make_barrier(sheet.subject)
    form = typed(sheet, barriers=[barrier])
    assert not Voice.objects.exists()
    assert not Seat.objects.who_said_something().exists()
    voice = check_form(form=form, checked_by=colleague, statements=[])
    assert (voice.body, voice.fit, list(voice.barriers.all())) == (WORDS, "no", [barrier])
    assert (voice.seat.way, voice.seat.provenance) == (Way.PAPER, Provenance.SELF)
    assert list(Seat.objects.of_people_heard().who_said_something()) == [voice.seat]
    form.refresh_from_db()
    assert (form.said, form.checked_by) == (None, colleague)


def test_the_part_that_the_person_keeps_opens_their_thread_once_it_counts(subject, colleague):
    form, reference = printed(subject)[0]
    path = reverse("thread", args=[reference])
    typed(form)
    assert Client().get(path).status_code == 404
    check_form(form=form, checked_by=colleague, statements=[])
    assert WORDS in words_of(Client().get(path))


def test_references_are_stored_as_hashes_only(subject):
    for form, reference in printed(subject, count=3):
        assert form.reference_hash == hash_reference(reference)
        assert reference not in str(PaperForm.objects.filter(pk=form.pk).values())


@pytest.mark.parametrize("typer", ["owner", "facilitator", "other facilitator"])
@pytest.mark.parametrize("checker", ["owner", "facilitator", "other facilitator"])
@pytest.mark.parametrize("act", [check_form, send_back])
def test_who_typed_never_checks(sheet, typer, checker, act):
    people = {"owner": sheet.subject.owner, "facilitator": make_facilitator(), "other facilitator": make_facilitator()}
    form = typed(sheet, by=people[typer])
    said = {"checked_by": people[checker], "statements": []} if act is check_form else {"sent_by": people[checker]}
    if typer == checker:
        with pytest.raises(SamePerson):
            act(form=form, **said)
        assert not Voice.objects.exists()
        assert PaperForm.objects.get().typed_by == people[typer]
    else:
        act(form=form, **said)
        assert Voice.objects.exists() == (act is check_form)


def test_the_database_knows_that_as_well(sheet, colleague):
    typed(sheet, by=colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperForm.objects.update(checked_by=colleague, said=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperForm.objects.update(checked_by=sheet.subject.owner)


@pytest.mark.parametrize("role", [*GROUP_NAMES, None])
def test_who_prints_types_and_checks(role, subject):
    person = make_user(role) if role else subject.owner
    other = make_facilitator()
    may = role in (None, Role.FACILITATOR)
    first, second = (form for form, _reference in printed(subject, count=2))
    typed(second, by=other)
    acts = [
        lambda: printed(subject, printed_by=person),
        lambda: typed(first, by=person),
        lambda: check_form(form=second, checked_by=person, statements=[]),
    ]
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()
    assert Voice.objects.exists() == may


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_of_many_who_type_one_code_at_once_one_does(sheet):
    refused = []

    def try_it():
        try:
            typed(sheet)
        except AlreadyTyped:
            refused.append(1)

    at_once([try_it] * 5)
    assert (len(refused), Seat.objects.of_participants().count()) == (4, 1)


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_of_many_who_check_at_once_one_does(sheet):
    typed(sheet)
    people, refused = [make_facilitator() for _ in range(4)], []

    def check(person):
        try:
            check_form(form=sheet, checked_by=person, statements=[])
        except NothingToCheck:
            refused.append(1)

    at_once([lambda person=person: check(person) for person in people])
    assert (len(refused), Voice.objects.count()) == (3, 1)


def test_a_code_is_typed_once_also_after_the_check(sheet, colleague):
    check_form(form=typed(sheet), checked_by=colleague, statements=[])
    with pytest.raises(AlreadyTyped):
        typed(sheet, by=colleague)
    with pytest.raises(NothingToCheck):
        check_form(form=sheet, checked_by=make_facilitator(), statements=[])
    with pytest.raises(NothingToCheck):
        send_back(form=sheet, sent_by=colleague)


def test_what_was_not_typed_is_not_checked(sheet, colleague):
    with pytest.raises(NothingToCheck):
        check_form(form=sheet, checked_by=colleague, statements=[])


def statement_about(subject):
    dimension = make_dimension("Rural", "City")
    subject.asked_dimensions.add(dimension)
    rural, city = (
        store.Statement(dimension.pk, frozenset({segment.pk})) for segment in dimension.segments.order_by("position")
    )
    return rural, city


def test_boxes_about_the_person_are_ticked_by_both(sheet, colleague, django_capture_on_commit_callbacks):
    rural, city = statement_about(sheet.subject)
    with django_capture_on_commit_callbacks(execute=True):
        form = typed(sheet, statements=[rural])
    for others in ([], [city], [rural, store.Statement(10**6, frozenset())]):
        with pytest.raises(DoesNotMatch):
            check_form(form=form, checked_by=colleague, statements=others)
    assert not Voice.objects.exists()
    voice = check_form(form=form, checked_by=colleague, statements=[rural])
    assert store.me(voice.seat.pk) == [rural]
    assert "segment" not in str(PaperForm.objects.values().get())


def test_what_is_sent_back_is_forgotten_and_typed_anew(sheet, colleague, django_capture_on_commit_callbacks):
    rural, city = statement_about(sheet.subject)
    with django_capture_on_commit_callbacks(execute=True):
        form = typed(sheet, statements=[rural])
        send_back(form=form, sent_by=colleague)
    form.refresh_from_db()
    assert (form.said, form.typed_by) == (None, None)
    assert store.me(form.seat.pk) == []
    with django_capture_on_commit_callbacks(execute=True):
        typed(form, by=colleague, statements=[city], body="Other words.")
    voice = check_form(form=form, checked_by=sheet.subject.owner, statements=[city])
    assert (voice.body, Seat.objects.of_participants().count()) == ("Other words.", 1)


@pytest.mark.parametrize("mode", SubjectMode)
@pytest.mark.parametrize("is_open", [True, False])
def test_when_forms_are_printed(mode, is_open):
    subject = (make_subject if is_open else make_closed_subject)(mode=mode)
    may = is_open and mode != SubjectMode.PER_PERSON
    if may:
        assert len(printed(subject, count=2)) == 2
    else:
        with pytest.raises((PermissionDenied, SubjectNotOpen)):
            printed(subject)


def test_after_the_close_nothing_is_typed_or_checked(subject, colleague):
    first, second = (form for form, _reference in printed(subject, count=2))
    typed(second)
    Subject.objects.update(closes_at=timezone.now())
    with pytest.raises(SubjectNotOpen):
        typed(first)
    with pytest.raises(SubjectNotOpen):
        check_form(form=second, checked_by=colleague, statements=[])
    assert PaperForm.objects.get(pk=second.pk).said["body"] == WORDS


def test_where_one_code_is_one_person_no_paper_comes_in(sheet):
    Subject.objects.update(mode=SubjectMode.PER_PERSON)
    with pytest.raises(NotAdmitted):
        typed(sheet)
    assert PaperForm.objects.get().typed_by is None


@pytest.mark.parametrize("count", [0, -1, MOST_SHEETS + 1])
def test_so_many_are_printed_and_no_more(subject, count):
    with pytest.raises(ValueError, match=str(count)):
        printed(subject, count=count)


def test_the_same_form_prints_once(subject):
    key = uuid.uuid4()
    printed(subject, print_key=key)
    with pytest.raises(WasPrinted):
        printed(subject, print_key=key)
    said = {"subject": subject.pk, "count": "2", "print_key": str(key)}
    response = client_of(subject.owner).post(reverse("paper_new"), said, follow=True)
    assert "cannot be shown again" in words_of(response)
    assert PaperForm.objects.count() == 1


def test_it_is_in_the_chain_without_words(sheet, colleague):
    check_form(form=typed(sheet), checked_by=colleague, statements=[])
    entries = AuditEntry.objects.about(audit.name_of(sheet)).order_by("number")
    assert [(each.action, each.data) for each in entries] == [
        ("codesign.paper.typed", {}),
        ("codesign.paper.checked", {}),
    ]


# The pages.


def filled(**said):
    return (
        {"send_key": str(uuid.uuid4()), "written_in": "en", "fit": "no", "body": WORDS}
        | {"visibility": "without_name"}
        | said
    )


def test_sheets_are_shown_once_with_everything_that_is_asked(subject):
    make_barrier(subject, "Cost of travel")
    subject.asked_dimensions.add(make_dimension("Rural", "City"))
    client = client_of(subject.owner)
    said = {"subject": subject.pk, "count": "3", "print_key": str(uuid.uuid4())}
    response = client.post(reverse("paper_new"), said)
    words = words_of(response)
    assert response["Cache-Control"] == "private, no-store"
    assert words.count('<article class="sheet">') == 3
    for form in PaperForm.objects.all():
        assert form.code in words
    for part in (subject.title, "Cost of travel", "Rural", "I prefer not to say", "A concern", "Tear this part off"):
        assert part in words
    kept = {hash_reference(code) for code in re.findall(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]\b", words)}
    assert kept == set(PaperForm.objects.values_list("reference_hash", flat=True))


@pytest.mark.parametrize("written", [str.lower, lambda code: f" {code[:3]}-{code[3:]} "])
def test_a_code_is_read_as_people_type_it(sheet, written):
    client = client_of(sheet.subject.owner)
    response = client.post(reverse("paper"), {"code": written(sheet.code)})
    assert (response.status_code, response["Location"]) == (303, reverse("paper_type", args=[sheet.code]))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Type the code that stands at the top of the form."),
        ("ABC", "The code of a form has 6 letters and digits."),
        ("AB0CD1", "A code never has 0, O, 1, I or L in it."),
        ("ZZZZZZ", "We know no form with this code."),
        ("9" * 5000, "This text has 5000 characters"),
        ("\x00", "characters in this text that we cannot store"),
    ],
)
def test_a_code_that_is_none_gets_a_sentence(subject, code, sentence):
    response = client_of(subject.owner).post(reverse("paper"), {"code": code})
    assert response.status_code == 422
    assert sentence in words_of(response)


@pytest.mark.parametrize("count", ["", "0", "51", "x", "٣", "9" * 5000])
def test_a_number_of_forms_that_is_none_gets_a_sentence(subject, count):
    said = {"subject": subject.pk, "count": count, "print_key": str(uuid.uuid4())}
    response = client_of(subject.owner).post(reverse("paper_new"), said)
    assert response.status_code == 422
    assert any(word in words_of(response) for word in ("from 1 to 50", "This text has 5000 characters"))
    assert not PaperForm.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"fit": "", "body": ""}, "Choose Yes, Partly or No"),
        ({"body": "x" * 1501}, "This text has 1501 characters"),
        ({"body": "a\x00"}, "characters in this text that we cannot store"),
        ({"written_in": "xx"}, "Choose the language."),
        ({"visibility": ""}, "Choose who can read it."),
    ],
)
def test_bad_typing_gets_a_sentence_and_keeps_what_was_typed(sheet, said, sentence):
    response = client_of(sheet.subject.owner).post(reverse("paper_type", args=[sheet.code]), filled(**said))
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert WORDS in words_of(response) or "body" in said
    assert PaperForm.objects.get().typed_by is None


def test_typing_and_checking_over_the_pages(sheet, colleague):
    owner, other = client_of(sheet.subject.owner), client_of(colleague)
    assert owner.post(reverse("paper_type", args=[sheet.code]), filled()).status_code == 303
    assert "You typed it, so a colleague checks it." in words_of(owner.get(reverse("paper")))
    check = reverse("paper_check", args=[sheet.code])
    assert "Ask a colleague to check it." in words_of(owner.get(check))
    assert owner.post(check, {"compared": "on"}).status_code == 409
    assert WORDS in words_of(other.get(check))
    response = other.post(check, {})
    assert response.status_code == 422
    assert "then tick that you have" in words_of(response)
    assert other.post(check, {"compared": "on"}).status_code == 303
    assert Voice.objects.get().body == WORDS
    assert "Nothing waits to be checked." in words_of(other.get(reverse("paper")))
    late = other.post(check, {"compared": "on"})
    assert late.status_code == 409
    assert WORDS not in words_of(late)


def test_who_types_second_gets_the_words_back(sheet, colleague):
    typed(sheet)
    path = reverse("paper_type", args=[sheet.code])
    response = client_of(colleague).post(path, filled(body="Typed twice."))
    assert response.status_code == 409
    assert "Typed twice." in words_of(response)
    assert "Each form is typed once" in words_of(client_of(colleague).get(path))


def test_boxes_of_the_person_do_not_stand_beside_the_words(sheet, colleague, django_capture_on_commit_callbacks):
    rural, _city = statement_about(sheet.subject)
    with django_capture_on_commit_callbacks(execute=True):
        typed(sheet, statements=[rural])
    client, path = client_of(colleague), reverse("paper_check", args=[sheet.code])
    assert " checked" not in words_of(client.get(path))
    response = client.post(path, {"compared": "on"})
    assert response.status_code == 409
    assert "is not what was typed" in words_of(response)
    assert client.post(reverse("paper_back", args=[sheet.code])).status_code == 303
    assert PaperForm.objects.get().typed_by is None
    assert client.post(reverse("paper_back", args=[sheet.code])).status_code == 303


def test_sheets_of_others_do_not_exist_for_an_owner(sheet):
    stranger = client_of(make_subject().owner)
    typed(sheet)
    for name in ("paper_type", "paper_check"):
        assert stranger.get(reverse(name, args=[sheet.code])).status_code == 404
    assert stranger.post(reverse("paper_back", args=[sheet.code])).status_code == 404
    assert sheet.code not in words_of(stranger.get(reverse("paper")))


def test_the_list_asks_as_often_for_many_as_for_one(subject, django_assert_num_queries):
    client = client_of(subject.owner)
    forms = [form for form, _reference in printed(subject, count=25)]
    typed(forms[0])
    with django_assert_num_queries(100, exact=False) as few:
        client.get(reverse("paper"))
    for form in forms[1:]:
        typed(form)
    with django_assert_num_queries(len(few)):
        assert client.get(reverse("paper")).status_code == 200
