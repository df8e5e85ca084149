import pytest
from django.test import RequestFactory

from people.limits import Limit, client_address, client_network
from people.models import Attempt
from tests.races import at_once

LIMIT = Limit("test", count=2, seconds=1_000_000_000)


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_limit_is_spent_at_its_count_and_per_key():
    assert not LIMIT.is_spent("one")
    LIMIT.spend("one")
    assert not LIMIT.is_spent("one")
    LIMIT.spend("one")
    assert LIMIT.is_spent("one")
    assert not LIMIT.is_spent("other")


@pytest.mark.django_db(databases=["default", "vault"])
def test_attempts_are_taken_until_there_were_enough_and_then_counted_no_more():
    assert [LIMIT.take("one") for _ in range(4)] == [True, True, False, False]
    assert LIMIT.take("other")
    assert list(Attempt.objects.order_by("pk").values_list("count", flat=True)) == [2, 1]


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_of_many_in_one_moment_no_more_are_taken_than_there_may_be():
    taken = at_once([lambda: LIMIT.take("one")] * 8)
    assert sorted(taken) == [False] * 6 + [True] * 2


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_limit_stores_no_address():
    LIMIT.spend("203.0.113.9")
    assert "203.0.113.9" not in repr(list(Attempt.objects.values()))


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_new_window_starts_afresh_and_drops_the_old(monkeypatch):
    limit = Limit("short", count=1, seconds=10)
    for moment in (5, 15, 35):
        monkeypatch.setattr("people.limits.time.time", lambda moment=moment: moment)
        assert not limit.is_spent("one")
        limit.spend("one")
        assert limit.is_spent("one")
    assert Attempt.objects.filter(purpose="short").count() == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (0, "", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
    ],
)
def test_a_client_cannot_choose_its_address(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", **headers)) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::9", "2001:db8:1:3::"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_one_machine_has_one_network_although_it_has_any_address_in_it(address, expected):
    assert client_network(RequestFactory(REMOTE_ADDR=address).get("/")) == expected
