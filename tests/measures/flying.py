"""The published survey whose people stated their segments."""

import csv

import pytest
from django.conf import settings

FLYING = settings.SHARED_DATA / "segments-flying"
DIMENSIONS = ("gender", "education", "region")
needs_survey = pytest.mark.skipif(not FLYING.is_dir(), reason="the published survey is not beside this checkout")


def rows_of(file):
    with (FLYING / file).open() as lines:
        return list(csv.DictReader(lines))


def complete_people():
    """Those who stated all three dimensions."""
    return [row for row in rows_of("participants.csv") if all(row[each] != "not-stated" for each in DIMENSIONS)]
