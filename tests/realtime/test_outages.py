"""While Redis is away the log says so in a line; anything else that fails keeps its stack."""

import logging
from logging.config import dictConfig

import pytest
from django.conf import settings
from redis.exceptions import ConnectionError as NoRedis

pytestmark = pytest.mark.fault


def logged(failure: Exception, caplog) -> logging.LogRecord:
    """What channels_redis logs when this happens to it."""
    logger = logging.getLogger("channels_redis.pubsub")
    try:
        raise failure
    except type(failure):
        logger.exception("Unexpected exception in receive task")
    return caplog.records[-1]


@pytest.fixture(autouse=True)
def as_configured():
    dictConfig({**settings.LOGGING, "incremental": False})


@pytest.mark.parametrize("failure", [NoRedis("Error 111 connecting"), TimeoutError("no answer"), OSError("no route")])
def test_redis_away_is_a_warning_in_one_line(failure, caplog):
    record = logged(failure, caplog)
    assert (record.levelname, record.exc_info) == ("WARNING", None)
    assert record.getMessage() == f"Redis cannot be reached ({failure}); trying again."


def test_what_is_wrong_with_us_keeps_its_stack(caplog):
    record = logged(KeyError("type"), caplog)
    assert record.levelname == "ERROR"
    assert record.exc_info
