"""What is due by the clock: done once on demand, or until told to stop, and no job stops another."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from cms.models import ConceptPage
from codesign.enums import SubjectKind
from personas.actions.tables import lay_table
from personas.models import Table
from tests.cms.steps import make_index
from tests.factories import make_subject

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def due_page(db):
    page = ConceptPage(title="Due", slug="due", live=False, subject=make_subject(kind=SubjectKind.CONCEPT))
    make_index().add_child(instance=page)
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    return page


def run_once() -> int:
    with pytest.raises(SystemExit) as ended:
        call_command("clock", "--once")
    return ended.value.code


@pytest.mark.django_db(databases=["default", "vault"])
def test_what_is_due_goes_live(due_page):
    assert run_once() == 0
    assert ConceptPage.objects.live().filter(pk=due_page.pk).exists()


@pytest.mark.django_db(databases=["default", "vault"])
def test_what_is_not_due_stays(due_page):
    Revision.objects.update(approved_go_live_at=timezone.now() + timedelta(hours=1))
    assert run_once() == 0
    assert not ConceptPage.objects.live().exists()


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_job_that_fails_is_told_and_stops_no_other(due_page, caplog):
    Revision.objects.update(content={})
    lay_table(subject=due_page.subject, segments=[], laid_by=due_page.subject.owner)
    Table.objects.update(snapshot_at=timezone.now() - timedelta(days=2))
    assert run_once() == 1
    assert "publish_scheduled failed" in caplog.text
    assert Table.objects.get().snapshot_at > timezone.now() - timedelta(days=1)


def test_it_goes_on_without_a_database_and_ends_when_told(tmp_path):
    """In an empty folder every job fails, for there is not even a table."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "clock"]
    clock = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
    assert any("take_snapshots failed" in line for line in clock.stderr)
    clock.send_signal(signal.SIGTERM)
    clock.communicate(timeout=30)
    assert clock.returncode == 0
