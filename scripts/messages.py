"""Collect the sentences of the interface for translation, and compile the translations."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from scripts.console import in_one_line, say
from scripts.environment import ROOT

LANGUAGES = ("ar", "es", "fr")
PACKAGES = ("cms", "codesign", "engagement", "people", "personas", "realtime")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def main() -> int:
    found = extracted()
    return max([write(language, found) for language in LANGUAGES])


def write(language: str, found: Catalog) -> int:
    """Bring the catalog of one language up to date, compile it, and name what is missing."""
    catalog = up_to_date(language, found)
    po_of(language).parent.mkdir(parents=True, exist_ok=True)
    po_of(language).write_bytes(as_po(catalog))
    mo_of(language).write_bytes(as_mo(catalog))
    missing = [message.id for message in catalog if message.id and not is_translated(message)]
    say(f"{po_of(language).relative_to(ROOT)}: {len(catalog)} messages, {len(missing)} not translated.")
    for sentence in missing:
        say(f"  {sentence}")
    return 1 if missing else 0


def po_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def mo_of(language: str) -> Path:
    return po_of(language).with_suffix(".mo")


def sources(root: Path = ROOT) -> Iterator[Path]:
    yield from sorted((root / "templates").rglob("*.html"))
    yield from sorted((root / "templates").rglob("*.txt"))
    for package in PACKAGES:
        yield from (path for path in sorted((root / package).rglob("*.py")) if "migrations" not in path.parts)


def python_of(path: Path) -> str:
    """Give a module as it is, and a template as the Python calls that Django makes of it for extraction."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # A template's indentation would be read as Python's.
    return "".join(line.lstrip() or line for line in templatize(text, origin=str(path)).splitlines(keepends=True))


def extracted(root: Path = ROOT) -> Catalog:
    """Find every message in the source."""
    catalog = Catalog(domain="django", project="Empty Chair", fuzzy=False)
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        code = io.BytesIO(python_of(path).encode())
        for line, message, _comments, context in extract("python", code, keywords=KEYWORDS):
            catalog.add(message, locations=[(name, line)], context=context)
    return catalog


def stored(language: str) -> Catalog:
    """What is translated into a language; before anybody began, nothing."""
    if not po_of(language).exists():
        return Catalog(locale=language, domain="django", project="Empty Chair", fuzzy=False)
    with po_of(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def up_to_date(language: str, found: Catalog) -> Catalog:
    """Join the source's messages with the translations that exist; a changed sentence is translated anew."""
    catalog = stored(language)
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
    return catalog


def is_translated(message) -> bool:
    """Whether every form of a message is there and nobody marked it as a guess."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy


def as_po(catalog: Catalog) -> bytes:
    """Write without line numbers, so that moving code does not change the file."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, ignore_obsolete=True, include_lineno=False)
    return file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


if __name__ == "__main__":
    raise SystemExit(in_one_line(main))
