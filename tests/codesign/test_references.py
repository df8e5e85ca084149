import pytest

from codesign.references import ALPHABET, hash_reference, new_reference, parse_reference

REFERENCE = "KX4-72P-Q9M-T"


def test_a_reference_is_written_in_groups_and_reads_back():
    reference = new_reference()
    assert [len(group) for group in reference.split("-")] == [3, 3, 3, 1]
    assert parse_reference(reference) == reference


def test_references_differ_and_avoid_what_is_misread():
    references = {new_reference() for _ in range(200)}
    assert len(references) == 200
    assert len(ALPHABET) == 31
    assert not set("0O1IL") & set("".join(references))


@pytest.mark.parametrize(
    "typed",
    ["kx4-72p-q9m-t", "KX472PQ9MT", " kx4 72p q9m t ", "K X 4 7 2 P Q 9 M T", "KX4–72P–Q9M–T", "kx472p-q9mt\n"],
)
def test_parsing_forgives_how_people_type(typed):
    assert parse_reference(typed) == REFERENCE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "KX4-72P-Q9M",
        "KX4-72P-Q9M-TT",
        "KX4-72P-Q9M-0",
        "KX4-72P-Q9M-O",
        "KX4-72P-Q9M-1",
        "KX4-72P-Q9M-I",
        "KX4-72P-Q9M-L",
        "KX4-72P-Q9M-É",
        "KX4-72P-Q9M-\x00",
        "KX4-72P-Q9M-\ud800",
        "٤X472PQ9MT",
        "K" * 100_000,
    ],
)
def test_what_cannot_be_a_reference_is_none(typed):
    assert parse_reference(typed) is None


def test_the_hash_is_keyed(settings):
    before = hash_reference(REFERENCE)
    settings.SECRET_KEY = "another key, as if only the database had been stolen"
    assert hash_reference(REFERENCE) != before
    assert len(before) == 64
    assert "KX4" not in before
