"""Every pair of colours that meets on a page, recomputed from the core sheet in both schemes."""

import pytest

from tests.frontend.sheets import colour_tokens, contrast

SURFACES = ("paper", "surface", "sunk")
NOTES = ("n1", "n2", "n3", "n4", "n5", "n6")
TEXTS = ("ink", "ink2", "brand", "visited", "plum", "ok", "warn", "bad")

BODY_PAIRS = [(text, surface) for text in ("ink", "ink2", "brand") for surface in SURFACES]
TEXT_PAIRS = [
    *[(text, surface) for text in TEXTS for surface in (*SURFACES, *NOTES)],
    *[("ink", tint) for tint in ("tint", "plum-tint", "ok-tint", "warn-tint", "bad-tint")],
    *[(hue, f"{hue}-tint") for hue in ("plum", "ok", "warn", "bad")],
    ("brand-strong", "tint"),
    ("brand", "tint"),
    ("visited", "tint"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-saffron", "saffron"),
    ("on-focus", "focus"),
]
EDGE_PAIRS = [
    *[("line", surface) for surface in (*SURFACES, *NOTES)],
    *[(edge, surface) for edge in ("brand", "plum", "bad", "focus-ink") for surface in SURFACES],
    *[(hue, f"{hue}-tint") for hue in ("ok", "warn", "bad")],
    ("brand", "tint"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "minimum"),
    [(BODY_PAIRS, 7.0), (TEXT_PAIRS, 4.5), (EDGE_PAIRS, 3.0)],
    ids=["body text", "all text", "borders and focus"],
)
def test_colours_that_meet_have_enough_contrast(scheme: str, pairs: list[tuple[str, str]], minimum: float) -> None:
    tokens = colour_tokens(scheme)

    measured = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in pairs}

    assert {pair: ratio for pair, ratio in measured.items() if ratio < minimum} == {}


def test_the_two_rings_of_the_light_focus_differ() -> None:
    tokens = colour_tokens("light")

    assert contrast(tokens["focus-ink"], tokens["focus"]) >= 3


def test_contrast_agrees_with_the_definition() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
