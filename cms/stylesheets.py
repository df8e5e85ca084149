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
    text = re.sub(r"/\*.*?\*/", "", (FOLDER / f"{name}.css").read_text(), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def all_hashes() -> list[str]:
    """The hash of every sheet in the folder: a page may carry any of them."""
    return [source_hash(sheet(path.stem)) for path in sorted(FOLDER.glob("*.css"))]
