"""What the editor of a text sees beside it: where readers did not understand it."""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.text import Truncator
from wagtail.admin.panels import Panel

from cms.texts import block_of_lede
from codesign.heat import Heat, heat_of


class Row(NamedTuple):
    """One passage of the strip. `path` is where the editor finds it on the page."""

    block_id: uuid.UUID
    path: str
    name: str
    heat: Heat


class HeatStripPanel(Panel):
    """Lists the passages of a text, each with the people who tapped that they do not understand it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/panels/heat_strip.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.subject_id is not None

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            rows = rows_of(self.instance)
            hottest = max((row.heat.taps_on_this_wording for row in rows), default=0)
            is_empty = not any(row.heat.taps for row in rows)
            return context | {
                "rows": rows,
                "warm": hottest / 3,
                "hot": hottest * 2 / 3,
                "hottest": hottest,
                "is_empty": is_empty,
            }


def rows_of(page) -> list[Row]:
    """The lede, where there is one, and every block, in the order of the page."""
    heat = heat_of(page.subject)
    lede = [(block_of_lede(page), "lede", page.lede)] if page.lede else []
    blocks = [(uuid.UUID(block.id), f"body.{block.id}", _name_of(block)) for block in page.body if block.id]
    return [
        Row(block_id, path, Truncator(name).chars(80), heat.get(block_id, Heat()))
        for block_id, path, name in [*lede, *blocks]
    ]


def _name_of(block) -> str:
    return block.value["heading"] or str(block.block.label)
