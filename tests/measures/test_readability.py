import pytest

from measures.readability import readability

EASY = "We pay you each month. You tell us if you move. We are here to help you. " * 10
HARD = (
    "Entitlement determinations notwithstanding supplementary documentation requirements necessitate "
    "comprehensive administrative reconsideration procedures. "
) * 15
SPANISH = "Le pagamos cada mes. Usted nos avisa si cambia de casa. Estamos aquí para ayudarle. " * 10
GERMAN = "Wir zahlen jeden Monat. Sie melden einen Umzug. Wir helfen Ihnen gern dabei. " * 10
FRENCH = "Nous payons chaque mois. Vous nous dites si vous changez de maison. " * 12
ITALIAN = "Noi paghiamo ogni mese. Lei ci dice se cambia casa. " * 14
ARABIC = "ندفع لك كل شهر. أخبرنا إذا انتقلت إلى بيت آخر. " * 14
CHINESE = "我们每个月付钱给你。" * 50


def test_lix_is_sentence_length_and_the_share_of_long_words():
    text = "Sixteen people stopped before sunset. " * 25  # two of five have seven letters, none has more
    assert readability(text, "en").lix == pytest.approx(5 + 100 * 2 / 5)


def test_hard_words_are_harder_by_both_scales():
    easy, hard = readability(EASY, "en"), readability(HARD, "en")
    assert easy.lix < 25 < 60 < hard.lix
    assert easy.ease > 80 > 0 > hard.ease


@pytest.mark.parametrize(
    ("text", "language", "formula"),
    [
        (EASY, "en", "Flesch 1948"),
        (EASY, "en-gb", "Flesch 1948"),
        (SPANISH, "es", "Fernández Huerta 1959"),
        (SPANISH, "es-MX", "Fernández Huerta 1959"),
        (GERMAN, "de", "Amstad 1978"),
        (FRENCH, "fr", "Kandel and Moles 1958"),
        (ITALIAN, "it", "Gulpease 1988"),
    ],
)
def test_each_language_has_its_formula_and_plain_sentences_are_easy_by_it(text, language, formula):
    found = readability(text, language)
    assert found.formula == formula
    assert found.ease > 55


def test_flesch_counts_syllables_and_words():
    found = readability("The cat sat on the mat. " * 20, "en")
    assert found.ease == pytest.approx(206.835 - 1.015 * 6 - 84.6)


def test_gulpease_counts_letters():
    found = readability("Il sole splende. " * 40, "it")
    assert found.ease == pytest.approx(89 + (300 * 40 - 10 * 13 * 40) / 120)


@pytest.mark.parametrize(("text", "language"), [(ARABIC, "ar"), (ARABIC, "en"), (EASY, "nl")])
def test_without_a_formula_there_is_no_figure(text, language):
    found = readability(text, language)
    assert (found.lix is None) is (text == ARABIC)
    assert (found.ease is None) is (language != "en")


@pytest.mark.parametrize("text", ["", "   ", "😀" * 200, "Too short.", "word " * 99, "12 34 56 " * 100, CHINESE])
def test_a_short_text_says_nothing(text):
    assert readability(text, "en") is None


def test_abbreviations_and_headings_end_no_sentence_without_words():
    assert readability(EASY + "\n\n...\n\n!!!\n\n", "en").sentences == readability(EASY, "en").sentences
