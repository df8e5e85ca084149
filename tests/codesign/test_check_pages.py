"""Testing a text in a browser without JavaScript: what participants press and are told, and what owners write."""

import re
import uuid

import pytest
from django.urls import reverse

from codesign.actions.comprehension import ask_again, close_item, mark
from codesign.enums import Understanding
from codesign.models import ComprehensionItem, Response, ResponseMark, Seat
from people.enums import Role
from tests.codesign.pages import client_of, words_of
from tests.codesign.understanding_steps import (
    RIGHT,
    WRONG,
    make_item,
    make_published,
    make_worded_item,
    respond_to,
    reword,
)
from tests.factories import make_closed_subject, make_owner, make_subject, make_user

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
HEADING = "We are testing our text, not you."


def page(item):
    return reverse("check", args=[item.subject.code])


def press(client, item, option=None, **fields):
    """Press the right sentence, or what is given."""
    option = item.options.get(is_right=True).pk if option is None else option
    said = {"option": option, "shown": item.passage_id, "send_key": uuid.uuid4()} | fields
    return client.post(f"{page(item)}?item={item.pk}", said)


def write(client, item, body="Thirty days later.", **fields):
    said = {"body": body, "shown": item.passage_id, "send_key": uuid.uuid4()} | fields
    return client.post(f"{page(item)}?item={item.pk}", said)


def wrong_of(item):
    return item.options.filter(is_right=False).first()


def test_one_item_at_a_time_with_the_passage_and_the_sentences(client):
    item = make_item()
    make_item(item.subject, passage=item.passage, scenario="Another story?")
    words = words_of(client.get(page(item)))
    assert f"<h1>{HEADING}</h1>" in words
    assert item.passage.text in words
    assert "Another story?" not in words
    assert "2 questions left" in words
    assert all(sentence in words for sentence in [RIGHT, *WRONG])


def test_a_right_press_brings_the_next_item_and_says_so(client):
    item = make_item()
    response = press(client, item)
    assert (response.status_code, response["Location"]) == (303, page(item))
    words = words_of(client.get(page(item)))
    assert "Yes, this is what the text means." in words
    assert "Thank you. That was all." in words
    assert re.search(r"Your reference:.*[2-9A-Z]{3}-", words)


def test_who_was_wrong_is_told_afterwards_with_the_passage(client):
    item = make_item()
    response = press(client, item, wrong_of(item).pk)
    assert response["Location"] == f"{page(item)}?told={item.pk}"
    words = words_of(client.get(response["Location"]))
    assert "You read it another way." in words
    assert f"<strong>{RIGHT}</strong>" in words
    assert item.about in words
    assert item.passage.text in words


def test_before_one_responded_nothing_says_what_is_right(client):
    item = make_item()
    assert item.about not in words_of(client.get(page(item)))
    assert client.get(f"{page(item)}?told={item.pk}").status_code == 404
    press(client, item)
    assert type(client)().get(f"{page(item)}?told={item.pk}").status_code == 404


def test_own_words_are_taken_and_the_meaning_is_told(client):
    item = make_worded_item()
    response = write(client, item)
    assert "This is what the text means." in words_of(client.get(response["Location"]))
    assert Response.objects.get().body == "Thirty days later."


def test_pressed_twice_before_the_session_is_known_it_is_one_seat_and_one_response(client):
    item, key = make_item(), uuid.uuid4()
    press(client, item, send_key=key)
    press(type(client)(), item, wrong_of(item).pk, send_key=key)
    assert Seat.objects.filter(subject=item.subject).count() == 1
    assert Response.objects.get().option.is_right


@pytest.mark.parametrize("option", ["", "0", "9999", "x", "9" * 5000, "\x00", "\ud800"])
def test_what_is_no_sentence_of_the_item_is_answered_in_words(client, option):
    item = make_item()
    words = words_of(press(client, item, option.encode("utf-8", "surrogatepass")))
    assert "Choose one of the sentences." in words
    assert not Response.objects.exists()


@pytest.mark.parametrize("number", ["9", "0", "-1", "x", "9" * 5000, "１", ""])
def test_an_item_that_cannot_be_does_not_exist(client, number):
    item = make_item()
    response = client.post(f"{page(item)}?item={number}", {"option": 1})
    assert response.status_code in {404, 409}
    assert client.get(f"{page(item)}?told={number}").status_code == 404
    assert not Response.objects.exists()


BAD_WORDS = {
    "": "Write something, then press Send.",
    "a" * 1501: "This text has 1501 characters.",
    "Call me: ana@example.org": "Take it out, or tick",
    "nul \x00 here": "characters in this text that we cannot store",
}


@pytest.mark.parametrize(("body", "sentence"), BAD_WORDS.items(), ids=["empty", "long", "personal", "nul"])
def test_words_that_cannot_be_taken_say_what_to_do_and_stay(client, body, sentence):
    response = write(client, make_worded_item(), body)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert body.replace("\x00", "")[:15] in words_of(response).replace("\x00", "")
    assert not Response.objects.exists()


def test_who_leaves_personal_data_in_decides_so(client):
    item = make_worded_item()
    words = words_of(write(client, item, "Call me: ana@example.org"))
    keeps = re.search(r'name="keeps" id="\w+" value="([^"]+)"', words).group(1)
    assert write(client, item, "Call me: ana@example.org", keeps=keeps).status_code == 303


def test_what_closed_meanwhile_says_so_and_gives_the_words_back(client):
    item = make_worded_item()
    close_item(item=item, closed_by=item.subject.owner)
    response = write(client, item, "My own words")
    assert response.status_code == 409
    assert "This is not asked any more." in words_of(response)
    assert "My own words" in words_of(response)


def test_where_the_text_changed_meanwhile_one_reads_it_again_and_keeps_the_words(client):
    item = make_worded_item()
    before = item.passage_id
    reword(item, "The new wording.")
    item = ask_again(item=item, asked_by=item.subject.owner)
    response = write(client, item, "My own words", shown=before)
    assert response.status_code == 409
    words = words_of(response)
    assert "The text changed while you read it." in words
    assert "The new wording." in words
    assert "My own words" in words
    assert f'name="shown" value="{item.passage_id}"' in words
    assert not Response.objects.exists()


def test_a_damaged_form_can_be_sent_again(client):
    item = make_item()
    assert "lost: send it again" in words_of(press(client, item, send_key="x"))
    assert "Read the text again" in words_of(press(client, item, shown="x"))
    assert not Seat.objects.filter(subject=item.subject).exists()


def test_members_of_staff_see_the_question_and_no_button():
    item = make_item()
    client = client_of(make_user())
    words = words_of(client.get(page(item)))
    assert "Only participants test our text." in words
    assert 'name="option"' not in words
    assert press(client, item).status_code == 422
    assert not Response.objects.exists()


def test_where_nothing_is_asked_the_page_says_so(client):
    subject = make_subject()
    assert "Nothing is asked here now." in words_of(client.get(reverse("check", args=[subject.code])))
    assert "This closed on" in words_of(client.get(reverse("check", args=[make_closed_subject().code])))
    assert client.get(reverse("check", args=["nowhere"])).status_code == 404


def test_after_saying_something_one_is_asked_to_test_the_text(client):
    item = make_item()
    write_voice = {"send_key": uuid.uuid4(), "visibility": "without_name", "fit": "yes"}
    client.post(reverse("give_voice", args=[item.subject.code]), write_voice)
    thanks = reverse("thanks", args=[item.subject.code])
    assert page(item) in words_of(client.get(thanks))
    close_item(item=item, closed_by=item.subject.owner)
    assert page(item) not in words_of(client.get(thanks))


def new_item(client, subject, **fields):
    said = {"about": "You may object.", "scenario": "Until when?", "kind": "choices", "right": RIGHT}
    return client.post(reverse("item_new", args=[subject.code]), said | {"wrong": "\n".join(WRONG)} | fields)


def test_an_owner_writes_an_item_and_reads_what_came_of_it():
    passage = make_published(make_subject())
    subject = passage.text_version.subject
    client = client_of(subject.owner)
    response = new_item(client, subject, passage=passage.pk)
    item = ComprehensionItem.objects.get()
    assert response["Location"] == reverse("item", args=[item.pk])
    assert "Nobody has responded yet." in words_of(client.get(response["Location"]))
    for number in range(4):
        respond_to(item, is_right=number > 0)
    assert "too few to show" in words_of(client.get(response["Location"]))
    respond_to(item)
    words = words_of(client.get(response["Location"]))
    assert "80 %, 38 to 96 %" in words
    assert item.about in words_of(client.get(reverse("items", args=[subject.code])))


INCOMPLETE = {
    "no passage": ({"passage": ""}, "Choose the passage that says it."),
    "passage elsewhere": ({"passage": "999"}, "This passage is not in the text any more."),
    "no right": ({"about": ""}, "Write the right or the obligation as one sentence."),
    "long": ({"about": "a" * 301}, "This text has 301 characters."),
    "no story": ({"scenario": " "}, "Write a short story that ends with a question."),
    "no right sentence": ({"right": ""}, "Write the right sentence."),
    "no wrong sentence": ({"wrong": "\n \n"}, "Write at least one wrong sentence."),
    "right among wrong": ({"wrong": RIGHT}, "The right sentence stands among the wrong ones."),
    "too many": ({"wrong": "\n".join("abcdef")}, "These are 6 sentences. Give at most 5."),
    "long sentence": ({"wrong": "b" * 301}, "Shorten each sentence"),
    "no rubric": ({"kind": "own_words"}, "Say what the words must say to count as understood."),
}


@pytest.mark.parametrize(("fields", "sentence"), INCOMPLETE.values(), ids=INCOMPLETE)
def test_an_incomplete_item_says_what_is_missing_and_keeps_the_rest(fields, sentence):
    passage = make_published(make_subject())
    subject = passage.text_version.subject
    said = {"passage": passage.pk, "scenario": "Until when?"} | fields
    response = new_item(client_of(subject.owner), subject, **said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "scenario" in fields or "Until when?" in words_of(response)
    assert not ComprehensionItem.objects.exists()


def test_without_a_published_text_there_is_nothing_to_ask_about():
    subject = make_subject()
    client = client_of(subject.owner)
    assert "no published text yet" in words_of(client.get(reverse("item_new", args=[subject.code])))
    assert "There are no questions yet." in words_of(client.get(reverse("items", args=[subject.code])))


def test_what_another_owner_owns_does_not_exist():
    item = make_item()
    client = client_of(make_owner())
    for name in ("items", "item_new"):
        assert client.get(reverse(name, args=[item.subject.code])).status_code == 404
    assert client.get(reverse("item", args=[item.pk])).status_code == 404
    for name in ("item_again", "item_close"):
        assert client.post(reverse(name, args=[item.pk])).status_code == 404
    assert "You own no subject yet." in words_of(client.get(reverse("understanding")))


def test_after_a_change_of_the_text_the_owner_asks_again():
    item = make_item()
    client = client_of(item.subject.owner)
    again = reverse("item_again", args=[item.pk])
    assert "Change it, then ask again." in words_of(client.post(again, follow=True))
    reword(item, "The new wording.")
    words = words_of(client.get(reverse("item", args=[item.pk])))
    assert "The text changed: ask again" in words
    assert "The new wording." in words
    assert "The new text is measured now" in words_of(client.post(again, follow=True))
    make_published(item.subject)
    assert "Its passage is gone" in words_of(client.get(reverse("items", args=[item.subject.code])))
    assert "has this passage no more" in words_of(client.post(again, follow=True))


def test_an_item_can_be_ended():
    item = make_item()
    words = words_of(client_of(item.subject.owner).post(reverse("item_close", args=[item.pk]), follow=True))
    assert "Nobody is asked any more." in words
    assert "Closed" in words


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR, Role.MODERATOR])
def test_own_words_are_judged_one_at_a_time_without_a_name(role):
    item = make_worded_item()
    response = respond_to(item, body="Thirty days later.")
    client = client_of(make_user(role))
    words = words_of(client.get(reverse("marks")))
    assert "Thirty days later." in words
    assert item.rubric in words
    assert response.seat.pseudonym not in words
    assert "A third opinion is needed" not in words
    client.post(reverse("mark_response", args=[response.pk]), {"understanding": "partly"})
    assert ResponseMark.objects.get().understanding == Understanding.PARTLY
    assert "No response waits for you." in words_of(client.get(reverse("marks")))


def test_where_two_differ_the_third_is_told_so_and_not_how():
    response = respond_to(make_worded_item())
    for understanding in (Understanding.UNDERSTOOD, Understanding.NOT):
        mark(response=response, understanding=understanding, marked_by=make_user())
    assert "A third opinion is needed" in words_of(client_of(make_owner()).get(reverse("marks")))


@pytest.mark.parametrize("understanding", ["", "perfectly", "\x00"])
def test_what_is_no_judgement_is_answered_in_words(understanding):
    response = respond_to(make_worded_item())
    client = client_of(make_owner())
    words = words_of(client.post(reverse("mark_response", args=[response.pk]), {"understanding": understanding}))
    assert "Choose one of the three." in words
    assert not ResponseMark.objects.exists()


def test_nobody_judges_twice_or_what_is_decided():
    response = respond_to(make_worded_item())
    client = client_of(make_owner())
    address = reverse("mark_response", args=[response.pk])
    client.post(address, {"understanding": "not"})
    assert client.post(address, {"understanding": "understood"}).status_code == 404
    assert ResponseMark.objects.count() == 1


@pytest.mark.parametrize("name", ["understanding", "items", "marks", "check"])
def test_each_list_takes_as_many_questions_for_one_as_for_many(name, django_assert_max_num_queries):
    item = make_worded_item()
    respond_to(item)
    owner = item.subject.owner
    address = reverse(name, args=[item.subject.code] if name in {"items", "check"} else [])
    counts = []
    for _ in range(2):
        client = client_of(owner)
        client.get(address)
        with django_assert_max_num_queries(40) as counted:
            client.get(address)
        counts.append(len(counted))
        for _more in range(3):
            other = make_subject(owner=owner)
            respond_to(make_worded_item(other))
            respond_to(make_worded_item(item.subject, passage=item.passage))
    assert counts[0] == counts[1]


def test_a_list_of_thousands_has_pages():
    item = make_item()
    ComprehensionItem.objects.bulk_create(
        ComprehensionItem(
            subject=item.subject,
            passage=item.passage,
            about=f"Right {number}",
            kind="choices",
            written_by=item.written_by,
        )
        for number in range(10_000)
    )
    words = words_of(client_of(item.subject.owner).get(reverse("items", args=[item.subject.code])))
    assert "Page 1 of 501" in words
