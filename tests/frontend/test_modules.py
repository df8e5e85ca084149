"""What a module for the browser may not contain: small, shallow, and never words as markup."""

import gzip
import re
from pathlib import Path

import pytest

from tests.frontend.sheets import ROOT

PAGES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted((ROOT / "static" / "js").glob("*.js"))
FORBIDDEN = {
    "words as markup": r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment)\b|document\.write",
    "a string as code": r"\beval\(|new Function\(|set(?:Timeout|Interval)\(\s*[\"'`]",
    "an inline handler": r"setAttribute\(\s*[\"'`]on|<[a-z][^>]*\son[a-z]+=",
    "a style that the policy refuses": r"\.style\b|setAttribute\(\s*[\"'`]style",
    "an import that waits": r"\bimport\(",
    "something from elsewhere": r"from\s+[\"'](?!\./)|https?://",
    "a global": r"\bwindow\.\w+\s*=[^=]|globalThis",
    "a word for the developer only": r"\bconsole\.|\bdebugger\b",
    "syntax that old phones do not read": r"\bstatic\s*\{|\.replaceAll\(|structuredClone|\?\?=|\|\|=|\.at\(",
}
IMPORT = re.compile(r"^import\b[^;]*?from\s+[\"']\./([\w-]+\.js)[\"'];", re.MULTILINE)
LIMIT = 22_000


def code_of(path: Path) -> str:
    return re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_module_has_nothing_that_the_policy_or_an_old_phone_refuses(path: Path, what: str) -> None:
    assert re.findall(FORBIDDEN[what], code_of(path)) == []


def test_there_are_modules_to_check() -> None:
    assert {"board.js", "core.js"} <= {path.name for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_import_is_itself_a_script_of_the_page(path: Path) -> None:
    """A graph that is discovered step by step costs a slow phone seconds a step."""
    pages = [text for text in (page.read_text() for page in PAGES) if f"js/{path.name}" in text]
    imported = IMPORT.findall(code_of(path))

    assert pages
    assert [name for name in imported for page in pages if f"js/{name}" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_modules_of_a_page_stay_small(page: Path) -> None:
    text = page.read_text()
    modules = [path for path in MODULES if f"js/{path.name}" in text]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in modules) < LIMIT


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_at_most_three_modules(page: Path) -> None:
    assert len(re.findall(r"<script\b", page.read_text())) <= 3


def test_every_word_a_module_asks_for_is_on_the_page() -> None:
    names = ("_board_words.html", "_form_scripts.html")
    words = "".join((ROOT / "templates" / "codesign" / name).read_text() for name in names)
    asked = {name for path in MODULES for name in re.findall(r"\bword\(\s*\"(\w+)\"", code_of(path))}

    assert asked
    assert {name for name in asked if f'data-word="{name}"' not in words} == set()
