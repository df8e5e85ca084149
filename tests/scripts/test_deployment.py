"""The compose file and the locks, read as text: no container engine is needed."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]


def test_the_product_is_whole():
    assert set(SERVICES) == {"proxy", "database", "redis", "migrate", "web", "sockets", "worker", "clock"}


@pytest.mark.parametrize("name", ["database", "redis", "web", "sockets"])
def test_a_service_that_others_wait_for_says_whether_it_is_well(name):
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if "image" in service])
def test_images_are_pinned(name):
    assert re.search(r":\d+\.\d+", SERVICES[name]["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_stands_in_the_file(name):
    environment = SERVICES[name].get("environment", {})
    secret = {
        key
        for key in environment
        if re.search(r"PASSWORD|SECRET|DATABASE_URL|EMAIL_URL", key) and not key.endswith("_FILE")
    }
    assert secret == set()


def test_what_the_product_is_given_as_a_secret_is_what_it_hands_on():
    handed_on = re.search(r"for name in (.+); do", (ROOT / "deploy" / "with-secrets.sh").read_text())
    assert handed_on
    assert set(handed_on[1].split()) == set(SERVICES["web"]["secrets"])


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if "ports" in service])
def test_nothing_listens_beyond_loopback(name):
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name]["ports"])


@pytest.mark.parametrize("name", ["web", "sockets", "worker", "clock"])
def test_nothing_serves_before_the_databases_are_migrated(name):
    assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", [name for name, service in SERVICES.items() if "volumes" in service])
def test_mounted_files_exist(name):
    for volume in SERVICES[name]["volumes"]:
        if volume.startswith("./"):
            assert (ROOT / volume.split(":")[0]).is_file()


@pytest.mark.parametrize("lock", ["bootstrap.txt", "base.txt", "dev.txt"])
def test_every_locked_requirement_is_hashed_and_names_no_host(lock):
    text = (ROOT / "requirements" / lock).read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=[a-z0-9])", text)
    pinned = [entry for entry in entries if re.match(r"[a-z0-9][\w.-]*(\[[^]]+\])?==", entry)]
    assert pinned
    assert [entry.split("==")[0] for entry in pinned if "--hash=sha256:" not in entry] == []


def test_what_the_tests_run_on_is_what_the_product_runs_on():
    def versions(lock):
        return set(re.findall(r"^([a-z0-9][\w.-]*==\S+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))

    assert versions("base.txt") <= versions("dev.txt")
