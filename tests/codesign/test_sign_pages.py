"""Signs as their owner keeps them: entering, uploading with a preview, the chart, and a case to its end."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from codesign.enums import ENTERED_REASONS, SignChannel
from codesign.models import BreakdownCase, Sign, SignReading
from tests.codesign.pages import client_of, words_of
from tests.codesign.understanding_steps import FIRST_DAY, USUAL, record
from tests.factories import make_owner, make_subject

pytestmark = pytest.mark.django_db
HEADER = "reason,channel,starts_on,ends_on,count,exposure\n"
GOOD = "returned_post,post,2026-03-02,2026-03-08,37,1200\n"
UNKNOWN = "complaints,any,2026-03-02,2026-03-08,4,\n"


@pytest.fixture
def subject():
    return make_subject()


@pytest.fixture
def owner(subject):
    return client_of(subject.owner)


def enter(client, subject, **fields):
    said = {"reason": "returned_post", "channel": "post", "count": "6", "exposure": "60"}
    said |= {"starts_on": "2026-03-02", "ends_on": "2026-03-08"}
    return client.post(reverse("reading_new", args=[subject.code]), said | fields)


def upload(client, subject, lines="", file=None, **fields):
    said = {"lines": lines} | ({"file": SimpleUploadedFile("counts.csv", file)} if file is not None else {})
    return client.post(reverse("readings_upload", args=[subject.code]), said | fields)


def test_what_is_entered_stands_on_the_page_of_its_sign(owner, subject):
    response = enter(owner, subject)
    words = words_of(owner.get(response["Location"]))
    assert "Returned post" in words
    assert "10.0" in words
    assert "The alarm needs 5 more periods" in words
    assert "1 period" in words_of(owner.get(reverse("signs", args=[subject.code])))


BAD_FIELDS = {
    "no count": ({"count": ""}, "Write a whole number"),
    "words": ({"count": "many"}, "Write a whole number"),
    "negative": ({"count": "-1"}, "Write a whole number"),
    "five thousand digits": ({"count": "9" * 5000}, "Write a whole number"),
    "of nobody": ({"exposure": "0"}, "Write a whole number"),
    "more than all": ({"count": "61"}, "It cannot have happened more often than this."),
    "no day": ({"starts_on": ""}, "Give a day, such as"),
    "no such day": ({"ends_on": "2026-02-30"}, "Give a day, such as"),
    "backwards": ({"ends_on": "2026-03-01"}, "The last day is before the first."),
    "to come": ({"ends_on": "2999-01-01"}, "This day is not over yet."),
    "our own count": ({"reason": "taps"}, "Use one of these: repeat_contacts"),
    "no such way": ({"channel": "pigeon"}, "Use one of these: any, phone"),
    "nul": ({"reason": "\x00"}, "Use one of these"),
}


@pytest.mark.parametrize(("fields", "sentence"), BAD_FIELDS.values(), ids=BAD_FIELDS)
def test_what_cannot_be_counted_says_what_to_do_and_stays(owner, subject, fields, sentence):
    response = enter(owner, subject, **fields)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "count" in fields or 'value="6"' in words_of(response)
    assert not SignReading.objects.exists()


def test_days_that_are_counted_already_are_named(owner, subject):
    enter(owner, subject)
    words = words_of(enter(owner, subject, ends_on="2026-03-09"))
    assert "counted already, from 2 March 2026 to 8 March 2026" in words
    assert SignReading.objects.count() == 1


def test_a_file_is_shown_line_by_line_and_stored_only_then(owner, subject):
    words = words_of(upload(owner, subject, file=(HEADER + GOOD + UNKNOWN).encode()))
    assert "This is what 2 lines say. Nothing is stored yet." in words
    assert "1200" in words
    assert not SignReading.objects.exists()
    response = upload(owner, subject, HEADER + GOOD + UNKNOWN, store="yes")
    assert response["Location"] == reverse("signs", args=[subject.code])
    assert list(SignReading.objects.order_by("count").values_list("count", "exposure")) == [(4, None), (37, 1200)]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_files_of_other_programs_are_read(owner, subject, end):
    file = b"\xef\xbb\xbf" + (HEADER + GOOD).replace("\n", end).encode()
    assert "This is what 1 line says." in words_of(upload(owner, subject, file=file.rstrip()))


def test_a_new_file_is_shown_before_it_is_stored_even_where_store_was_pressed(owner, subject):
    upload(owner, subject, HEADER + GOOD, file=(HEADER + UNKNOWN).encode(), store="yes")
    assert not SignReading.objects.exists()


BAD_LINES = {
    "nothing": ("", "Choose a file, or paste its lines."),
    "no header": (GOOD, "The first line must be: reason,channel"),
    "header only": (HEADER, "There is nothing below the first line."),
    "too few fields": (HEADER + "complaints,any\n", "Line 2: There are 2 fields, not 6."),
    "a bad number": (HEADER + GOOD + GOOD.replace("37", "x").replace("-03-", "-04-"), "Line 3: count: Write a whole"),
    "our own count": (HEADER + GOOD.replace("returned_post", "taps"), "Line 2: reason: Use one of these"),
    "the same days twice": (HEADER + GOOD + GOOD, "Line 3: Its days are also counted in line 2."),
    "an open quotation": (HEADER + '"complaints,any\n', "cannot be read: a quotation mark is left open."),
    "too many lines": (HEADER + GOOD * 1001, "Send at most 1000 at once."),
    "script": (HEADER + "<script>,any,2026-03-02,2026-03-08,1,\n", "&lt;script&gt;"),
}


@pytest.mark.parametrize(("lines", "sentence"), BAD_LINES.values(), ids=BAD_LINES)
@pytest.mark.parametrize("fields", [{}, {"store": "yes"}], ids=["check", "store"])
def test_wrong_lines_are_told_by_their_line_and_stay(owner, subject, lines, sentence, fields):
    response = upload(owner, subject, lines, **fields)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert lines[:9].replace("<", "&lt;") in words_of(response)
    assert not SignReading.objects.exists()


BAD_FILES = {
    "no text": (b"\xff\xfe\x00\x01", "This is no CSV file in UTF-8."),
    "nul": (b"reason\x00", "This is no CSV file in UTF-8."),
    "too large": (b"a" * 200_001, "This file is too large."),
    "empty": (b"", "This file is empty."),
}


@pytest.mark.parametrize(("file", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_such_file_is_answered_in_words(owner, subject, file, sentence):
    response = upload(owner, subject, file=file)
    assert response.status_code == 422
    assert sentence in words_of(response)


def test_a_line_that_overlaps_with_what_is_stored_says_so(owner, subject):
    enter(owner, subject)
    lines = HEADER + GOOD.replace("2026-03-08", "2026-03-09")
    assert "Line 2: Some of its days are stored as part of another period." in words_of(upload(owner, subject, lines))
    assert "This is what 1 line says." in words_of(upload(owner, subject, HEADER + GOOD))


def test_the_chart_is_a_picture_with_the_same_numbers_in_a_table(owner, subject):
    record(subject, *USUAL, (20, 60))
    sign = Sign.objects.get()
    response = owner.get(reverse("sign", args=[sign.pk]))
    words = words_of(response)
    assert words.count('class="chart-dot"') == 6
    assert words.count('class="chart-alarm"') == 1
    assert "33.3" in words
    assert "The usual is 10.1 of 100" in words
    assert "style=" not in response.content.decode().split("<main")[1]


def test_the_picture_is_the_same_in_arabic(owner, subject):
    record(subject, *USUAL, (20, 60))
    address = reverse("sign", args=[Sign.objects.get().pk])
    picture = [owner.get(f"{language}{address}").content.decode() for language in ("", "/ar")]
    assert len({text.split('chart-line" points="')[1].split('"')[0] for text in picture}) == 1
    assert len({text.split("<circle")[1].split("r=")[0] for text in picture}) == 1


def test_a_case_goes_from_alarm_to_recovery(owner, subject):
    record(subject, *USUAL, (20, 60))
    case = BreakdownCase.objects.get()
    address, closing = reverse("case", args=[case.pk]), reverse("case_close", args=[case.pk])
    assert "Alarm: open case" in words_of(owner.get(reverse("signs", args=[subject.code])))
    assert "1 open case" in words_of(owner.get(reverse("understanding")))
    assert "20 of 60, which is 33.3 of 100." in words_of(owner.get(address))
    assert "The re-test shows no recovery yet." in words_of(owner.post(closing, follow=True))
    said = {"hypothesis": "The window is small.", "change": "A larger one."}
    owner.post(address, said | {"changed_on": FIRST_DAY + timedelta(weeks=7)})
    assert "The window is small." in words_of(owner.get(address))
    record(subject, (6, 60), after=8)
    words = words_of(owner.get(address))
    assert "6 of 60, which is 10.0 of 100." in words
    assert closing in words
    assert "The case is closed." in words_of(owner.post(closing, follow=True))
    assert "This case is closed." in words_of(owner.post(closing, follow=True))
    assert "This case is closed." in words_of(owner.post(address, said | {"changed_on": "2026-03-01"}, follow=True))


BAD_CHANGES = {
    "no cause": ({"hypothesis": ""}, "Say what the cause may be."),
    "no change": ({"change": " "}, "Say what you changed."),
    "long": ({"change": "a" * 1001}, "This text has 1001 characters."),
    "no day": ({"changed_on": "soon"}, "Give a day, such as"),
    "to come": ({"changed_on": "2999-01-01"}, "This day is still to come."),
    "before the alarm": ({"changed_on": "2026-01-06"}, "This was before the alarm"),
    "no such office": ({"office": "999"}, "There is no such office."),
}


@pytest.mark.parametrize(("fields", "sentence"), BAD_CHANGES.values(), ids=BAD_CHANGES)
def test_a_change_that_cannot_be_says_what_to_do_and_stays(owner, subject, fields, sentence):
    record(subject, *USUAL, (20, 60))
    said = {"hypothesis": "The window is small.", "change": "A larger one.", "changed_on": "2026-03-02"} | fields
    response = owner.post(reverse("case", args=[BreakdownCase.objects.get().pk]), said)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "hypothesis" in fields or "The window is small." in words_of(response)
    assert not BreakdownCase.objects.get().changes.exists()


def test_what_another_owner_owns_does_not_exist(subject):
    record(subject, *USUAL, (20, 60))
    client = client_of(make_owner())
    for name in ("signs", "reading_new", "readings_upload"):
        assert client.get(reverse(name, args=[subject.code])).status_code == 404
    assert enter(client, subject).status_code == 404
    assert upload(client, subject, HEADER + GOOD, store="yes").status_code == 404
    assert client.get(reverse("sign", args=[Sign.objects.get().pk])).status_code == 404
    case = BreakdownCase.objects.get()
    assert client.get(reverse("case", args=[case.pk])).status_code == 404
    assert client.post(reverse("case_close", args=[case.pk])).status_code == 404
    assert SignReading.objects.count() == 7


def test_where_nothing_is_counted_the_page_says_what_to_do(owner, subject):
    assert "Nothing is counted yet." in words_of(owner.get(reverse("signs", args=[subject.code])))


def test_each_page_takes_as_many_questions_for_few_as_for_many(owner, subject, django_assert_max_num_queries):
    record(subject, *USUAL, (20, 60))
    sign, case = Sign.objects.get(), BreakdownCase.objects.get()
    pages = [reverse("signs", args=[subject.code]), reverse("sign", args=[sign.pk]), reverse("case", args=[case.pk])]

    def counts():
        found = []
        for address in pages:
            owner.get(address)
            with django_assert_max_num_queries(40) as counted:
                owner.get(address)
            found.append(len(counted))
        return found

    before = counts()
    record(subject, *[(20, 60)] * 20, after=7)
    for reason in ("complaints", "repeat_contacts"):
        enter(owner, subject, reason=reason)
    assert counts() == before


def test_ten_thousand_periods_have_pages(owner, subject):
    sign = Sign.objects.create(subject=subject, reason="complaints")
    first = timezone.localdate() - timedelta(days=10_001)
    days = [first + timedelta(days=number) for number in range(10_000)]
    SignReading.objects.bulk_create(
        SignReading(sign=sign, starts_on=day, ends_on=day, count=6, exposure=60) for day in days
    )
    assert "Page 1 of 193" in words_of(owner.get(reverse("sign", args=[sign.pk])))


def test_the_case_says_which_condition_is_not_met(owner, subject):
    record(subject, *USUAL, (20, 60))
    address = reverse("case", args=[BreakdownCase.objects.get().pk])
    said = {"hypothesis": "The window is small.", "change": "A larger one."}
    owner.post(address, said | {"changed_on": FIRST_DAY + timedelta(weeks=7)})
    record(subject, (3, 10), after=8)
    pattern = r'<li><span class="tag[^"]*">(true|not yet)</span> ([^<]+)</li>'
    conditions = {sentence: met for met, sentence in re.findall(pattern, words_of(owner.get(address)))}
    assert conditions["at least 20 are counted"] == "not yet"
    assert len(conditions) == 4


def test_the_example_can_be_uploaded_as_it_stands(owner, subject):
    page = owner.get(reverse("readings_upload", args=[subject.code]))
    assert "This is what 2 lines say." in words_of(upload(owner, subject, page.context["example"]))
    words = words_of(page)
    for word in (*ENTERED_REASONS, *SignChannel):
        assert f"<code>{word}</code>" in words, word
