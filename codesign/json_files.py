"""Where commands write the figures that they print."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError


def write_json(target: Path, figures: dict[str, Any]) -> None:
    """Write figures to a file that others can read; what is no number is refused, never written."""
    try:
        target.write_text(json.dumps(figures, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
