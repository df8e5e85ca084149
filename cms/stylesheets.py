"""The style sheets that pages carry inline, and the hashes by which the content security policy knows them.

A first page paints in half the time when its style comes with it (docs/decisions/0004-inline-css.md).
"""

import base64
import functools
import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"


@functools.cache
def sheet(name: str) -> str:
    """Read a sheet without its comments and line breaks; nothing else about it changes."""
    text = "\n".join(path.read_text() for path in parts_of(name))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def parts_of(name: str) -> list[Path]:
    """A long sheet is a folder of parts by subject; their numbers say in which order they stand."""
    whole = FOLDER / f"{name}.css"
    folder = whole.with_suffix("")
    return sorted(folder.glob("*.css")) if folder.is_dir() else [whole]


def source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def all_hashes() -> list[str]:
    """The hash of every sheet in the folder: a page may carry any of them."""
    return [source_hash(sheet(path.stem)) for path in sorted(FOLDER.iterdir())]
