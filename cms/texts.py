"""The text of a page as passages: what is hashed, challenged and released."""

import json
import re
import uuid

from wagtail.rich_text import get_text_for_indexing

from codesign.actions.subjects import PassageText, content_hash
from codesign.enums import PassageKind

# The editor numbers paragraphs anew each time it opens a text. Nobody reads that, so it is no change.
EDITOR_KEY = re.compile(r' data-block-key=\\"[^"\\]*\\"')
LEDE_NAMESPACE = uuid.UUID("0a5f1b5e-9d0f-4d8e-8a55-3f3a2c7f5f10")


def passages_of(page) -> list[PassageText]:
    """The lede, where there is one, then every block of the body, each with a stable id."""
    lede = [_lede(page)] if page.lede else []
    return [*lede, *(_passage(block) for block in page.body)]


def hash_of(page) -> str:
    return content_hash(title=page.title, passages=passages_of(page))


def block_of_lede(page) -> uuid.UUID:
    """The lede is a field, not a block: its id comes from the subject, so copies and translations share it."""
    return uuid.uuid5(LEDE_NAMESPACE, str(page.subject_id))


def _lede(page) -> PassageText:
    return PassageText(block_of_lede(page), PassageKind.LEDE.value, "", page.lede, page.lede)


def _passage(block) -> PassageText:
    written = json.dumps(block.block.get_prep_value(block.value), sort_keys=True, ensure_ascii=False)
    return PassageText(
        block_id=uuid.UUID(block.id),
        kind=block.block_type,
        heading=block.value["heading"],
        text=_words(block.value),
        source=EDITOR_KEY.sub("", written),
    )


def _words(value) -> str:
    """What is read, as plain text: for quoting beside a challenge or a voice."""
    text = " ".join(get_text_for_indexing(value["text"].source).split())
    return f"{text} ({value['source']})" if value.get("source") else text
