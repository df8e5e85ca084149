"""What it looks like when Redis is away, and how that is logged."""

import logging

from redis.exceptions import RedisError

LAYER_FAILS = (OSError, RedisError, TimeoutError)


class InOneLine(logging.Filter):
    """Channels tries to reach Redis once a second, and would log a hundred lines each time it fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        failure = record.exc_info[1] if record.exc_info else None
        if isinstance(failure, LAYER_FAILS):
            record.msg, record.args, record.exc_info = "Redis cannot be reached (%s); trying again.", (failure,), None
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return True
