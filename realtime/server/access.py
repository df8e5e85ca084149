"""The access log: what was asked and how it went, without addresses, and without what people searched for."""

import logging
from typing import Any

logger = logging.getLogger(__name__)


def log_access(protocol: Any, action: str, details: dict[str, Any]) -> None:
    """Write one line for each answered request and each socket that came or went. Daphne calls it."""
    asked = details.get("method", "WebSocket")
    path = details["path"].partition("?")[0]
    logger.info("%s %s %s", asked, path, details.get("status", action))


def speak_up() -> None:
    """Have these lines written even where the log holds warnings only."""
    logger.setLevel(logging.INFO)
