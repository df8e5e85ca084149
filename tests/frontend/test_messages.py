"""The interface in each language: complete, compiled, and what a person really gets."""

import gettext
import html
import re
import uuid
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog
from django.urls import reverse
from django.utils import translation

from scripts import messages
from tests.factories import make_barrier, make_closed_subject, make_dimension, make_subject, make_text

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%[sd]|{[a-z_]*}|</?[a-z]+>")
FORMS = {"ar": 6, "es": 2, "fr": 2}
ARABIC_LETTER = re.compile(r"[\u0620-\u064a]")


@pytest.fixture(scope="module")
def source() -> Catalog:
    return messages.extracted()


@pytest.fixture(scope="module", params=messages.LANGUAGES)
def language(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def catalog(language) -> Catalog:
    return messages.stored(language)


def keys_of(catalog: Catalog) -> set:
    return {(message.id, message.context) for message in catalog if message.id}


def forms_of(words) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


# The catalog


def test_extraction_finds_templates_and_modules(source):
    """A check of nothing would pass; these come from a translate tag, a block, an enum, a form and a view."""
    found = {message.id for message in source}
    assert "Skip to main content" in found
    assert "Page %(number)s of %(total)s" in found
    assert {"Speaks for themselves", "Choose what happened.", "Everyone can now read this voice."} <= found


def test_extraction_reads_plurals_contexts_and_trimmed_blocks(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{% blocktranslate count n=n trimmed %}\n One\n voice{% plural %}{{ n }} voices{% endblocktranslate %}"
        '{% translate "May" context "month" %}{{ _("Hello") }}'
    )
    found = messages.extracted(tmp_path)
    assert keys_of(found) == {(("One voice", "%(n)s voices"), None), ("May", "month"), ("Hello", None)}


def test_the_catalog_has_what_the_source_has(source, catalog):
    missing, superfluous = keys_of(source) - keys_of(catalog), keys_of(catalog) - keys_of(source)
    assert not missing, "Run the extraction and translate these; see docs/translating.md."
    assert not superfluous, "Run the extraction; see docs/translating.md."


def test_every_message_is_translated(source, catalog):
    def is_done(message) -> bool:
        own = catalog.get(message.id, context=message.context)
        return own is not None and messages.is_translated(own)

    assert [message.id for message in source if message.id and not is_done(message)] == []


def test_every_arabic_translation_is_in_arabic_letters():
    forms = [form for message in messages.stored("ar") if message.id for form in forms_of(message.string)]
    assert [form for form in forms if form and not ARABIC_LETTER.search(form)] == []


def test_placeholders_are_kept(catalog):
    """The forms for one and two may say the number in words; nothing may be added."""
    wrong = []
    for message in catalog:
        wanted = set(PLACEHOLDER.findall(" ".join(forms_of(message.id))))
        forms = forms_of(message.string) if message.id else []
        for form in forms:
            kept = set(PLACEHOLDER.findall(form))
            if kept - wanted or (len(forms) == 1 and kept != wanted):
                wrong.append((message.id, form))
        if len(forms) > 1 and set(PLACEHOLDER.findall(forms[-1])) != wanted:
            wrong.append((message.id, forms[-1]))
    assert wrong == []


def test_plurals_have_the_forms_that_django_counts(language, catalog):
    assert catalog.num_plurals == FORMS[language]
    folder = Path(django.__file__).parent / "conf" / "locale"
    django_rule = gettext.translation("django", folder, [language]).plural
    count = gettext.c2py(catalog.plural_expr)
    assert [min(count(n), FORMS[language] - 1) for n in range(300)] == [
        min(django_rule(n), FORMS[language] - 1) for n in range(300)
    ]
    plurals = [message for message in catalog if isinstance(message.id, tuple)]
    assert [message.id for message in plurals if len(message.string) != FORMS[language]] == []


def test_the_compiled_catalog_is_made_from_the_written_one(language, catalog):
    assert messages.mo_of(language).read_bytes() == messages.as_mo(catalog), "Run the extraction."


def test_extracting_again_changes_nothing(language, source):
    assert messages.po_of(language).read_bytes() == messages.as_po(messages.up_to_date(language, source))


# The pages


@pytest.fixture
def _arabic_addresses():
    with translation.override("ar"):
        yield


def english_in(response) -> list[str]:
    """The sentences of the interface that a page still says in English."""
    words = re.sub(r"\s+", " ", html.unescape(response.content.decode()))
    sentences = [form for message in messages.stored("ar") if message.id for form in forms_of(message.id)]
    return [sentence for sentence in sentences if " " in sentence and "%" not in sentence and sentence in words]


def check(response, *expected: str) -> None:
    words = html.unescape(response.content.decode())
    assert 'lang="ar"' in words
    assert 'dir="rtl"' in words
    assert english_in(response) == []
    assert [sentence for sentence in expected if sentence not in words] == []


@pytest.mark.django_db(databases=["default", "vault"])
@pytest.mark.usefixtures("_arabic_addresses")
class TestPages:
    def test_sign_in(self, client):
        response = client.get("/ar/sign-in/")
        check(response, "عنوان البريد الإلكتروني", "كلمة المرور")

    def test_a_failed_sign_in(self, client):
        response = client.post("/ar/sign-in/", {"login": "nobody@example.org", "password": "wrong"})
        check(response, "لا نعرف عنوان البريد الإلكتروني وكلمة المرور هذين معًا.")

    def test_giving_a_voice(self, client):
        subject = make_subject()
        make_text(subject, "نجيب عبر الهاتف.", language="ar")
        make_barrier(subject)
        make_dimension("In a village")
        response = client.get(f"/ar/c/{subject.code}/")
        check(response, "هل يناسبكم هذا؟", "ما الذي قد يعيقكم؟", "جزئيًا", "يمكن للموظفين وحدهم قراءته")

    def test_an_empty_voice(self, client):
        address = reverse("give_voice", args=[make_subject().code])
        assert address.startswith("/ar/c/")
        check(client.post(address, {"send_key": str(uuid.uuid4())}), "توجد مشكلة", "ثم اضغطوا «إرسال».")

    def test_a_closed_subject(self, client):
        check(client.get(f"/ar/c/{make_closed_subject().code}/"), "لا يمكن إرسال أي شيء آخر هنا.")

    def test_an_unknown_reference(self, client):
        check(client.post(reverse("mine"), {"reference": "ABC"}), "يتكوّن الرمز المرجعي من 10 أحرف وأرقام")

    def test_no_page(self, client):
        response = client.get("/ar/c/nothing-here/")
        assert response.status_code == 404
        check(response, "لا توجد صفحة هنا")


@pytest.mark.django_db(databases=["default", "vault"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [("es", "¿Le serviría esto?"), ("fr", "Est-ce que cela vous conviendrait\u202f?")],
)
def test_a_page_in_each_language(client, language, expected):
    words = html.unescape(client.get(f"/{language}/c/{make_subject().code}/").content.decode())
    assert f'lang="{language}"' in words
    assert 'dir="ltr"' in words
    assert expected in words
