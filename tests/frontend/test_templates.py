"""What no template of ours may contain, and what each must."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.frontend.sheets import ROOT

FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style sheet": r"<style",
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a script address": r"javascript:",
    "something from elsewhere": r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)\s*=\s*.(?:https?:)?//",
    "an unnamed endblock": r"{%\s*endblock\s*%}",
    "a positive tab index": r"tabindex=[\"'][1-9]",
}
LINE_OF_PARTS = re.compile(r".*\s·\s.*")
BARE_NAME = re.compile(r"{{ [a-z_.]*(?:shown_as|holder|subject) }}(?!</bdi>)")
TITLE = re.compile(r"{%\s*block title\s*%}\s*\S")
PARENT = re.compile(r"{%\s*extends\s+[\"']([^\"']+)[\"']")


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def has_title(path: Path) -> bool:
    """Whether the template or one it extends, short of base.html, has a title of its own."""
    while path != FOLDER / "base.html":
        text = path.read_text()
        if TITLE.search(text):
            return True
        path = FOLDER / PARENT.search(text).group(1)
    return False


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_template_has_nothing_that_the_policy_refuses(path: Path, what: str) -> None:
    assert re.findall(FORBIDDEN[what], path.read_text(), flags=re.IGNORECASE) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_name_stays_whole_in_a_line_of_the_other_direction(path: Path) -> None:
    """A name that ends in a number would swap it with the next one of an Arabic line."""
    for line in LINE_OF_PARTS.findall(path.read_text()):
        assert not BARE_NAME.search(line), line


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles(path: Path) -> None:
    get_template(name_of(path))


@pytest.mark.parametrize("path", [path for path in TEMPLATES if PARENT.search(path.read_text())], ids=name_of)
def test_a_page_has_a_title_of_its_own(path: Path) -> None:
    assert has_title(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_form_that_posts_carries_its_token(path: Path) -> None:
    forms = re.findall(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", path.read_text(), flags=re.DOTALL)

    assert [form for form in forms if "{% csrf_token %}" not in form] == []


def test_the_page_for_our_own_mistakes_needs_no_context() -> None:
    page = get_template("500.html").render({}, None)

    assert "<h1>" in page
    assert 'dir="ltr"' in page
