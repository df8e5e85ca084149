"""The fair draw: chances against the reference, refusals by name, and files in which any change is found."""

import copy
import json

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from measures.errors import MeasureError, TooFew
from measures.sortition.__main__ import main
from measures.sortition.audit import faults_of, fingerprint, hold_draw
from measures.sortition.draw import TICKETS, panel_of_ticket, ticket_drawn, tickets_of
from measures.sortition.files import read_pool
from measures.sortition.leximin import Lottery, leximin
from measures.sortition.panels import Infeasible, PanelFinder
from measures.sortition.pool import Person, Pool, Quota

SORTITION = settings.SHARED_DATA / "sortition"
needs_pools = pytest.mark.skipif(not SORTITION.is_dir(), reason="the published pools are not beside this checkout")


def people(*sexes, **fields):
    return tuple(Person(f"p{number}", {"sex": sex}, **fields) for number, sex in enumerate(sexes))


def pool_of(sexes="ffffmm", seats=2, quotas=(("f", 1, 1), ("m", 1, 1)), **fields):
    wanted = tuple(Quota("sex", *quota) for quota in quotas)
    return Pool(people(*sexes, **fields), wanted, seats)


def test_without_quotas_everybody_has_the_same_chance():
    lottery = leximin(pool_of("ffm", seats=1, quotas=(("f", 0, 1), ("m", 0, 1))))
    assert lottery.chances == pytest.approx([1 / 3] * 3, abs=1e-6)


def test_who_is_rare_has_a_larger_chance():
    assert leximin(pool_of()).chances == pytest.approx([1 / 4] * 4 + [1 / 2] * 2, abs=1e-6)


def test_every_panel_of_the_lottery_meets_the_quotas():
    pool = pool_of("fffmmmm", seats=3, quotas=(("f", 1, 2), ("m", 1, 2)))
    lottery = leximin(pool)
    finder = PanelFinder.of(pool)
    assert all(finder.meets(panel) for panel in lottery.panels)
    assert lottery.weights.sum() == pytest.approx(1)
    assert lottery.chances.sum() == pytest.approx(3)


def test_the_next_smallest_chance_is_made_as_large_as_can_be_too():
    """Two old people share one seat, whatever is done; the four young then share the other one evenly."""
    values = [("old", "x"), ("old", "y"), ("young", "x"), ("young", "x"), ("young", "y"), ("young", "y")]
    persons = tuple(Person(f"p{number}", {"age": age, "side": side}) for number, (age, side) in enumerate(values))
    quotas = (
        Quota("age", "old", 1, 1),
        Quota("age", "young", 1, 1),
        Quota("side", "x", 1, 1),
        Quota("side", "y", 1, 1),
    )
    assert leximin(Pool(persons, quotas, 2)).chances == pytest.approx([1 / 2] * 2 + [1 / 4] * 4, abs=1e-6)


def test_at_most_one_of_a_household_is_drawn():
    persons = (Person("p0", {"sex": "f"}, "h"), Person("p1", {"sex": "m"}, "h"), Person("p2", {"sex": "m"}))
    lottery = leximin(Pool(persons, (Quota("sex", "f", 1, 1), Quota("sex", "m", 1, 1)), 2))
    assert lottery.panels == (frozenset({0, 2}),)
    assert lottery.unreachable == ("p1",)


def test_who_can_be_in_no_panel_is_listed_before_the_draw():
    lottery = leximin(pool_of("ffmm", seats=2, quotas=(("f", 2, 2), ("m", 0, 2))))
    assert lottery.unreachable == ("p2", "p3")
    assert lottery.chances == pytest.approx([1, 1, 0, 0])


@pytest.mark.parametrize(
    ("sexes", "seats", "quotas", "change"),
    [
        (
            "ffff",
            2,
            (("f", 0, 1), ("m", 1, 2)),
            ["sex “f”, at most 2 instead of 1", "sex “m”, at least 0 instead of 1"],
        ),
        ("ffmm", 3, (("f", 0, 1), ("m", 0, 1)), None),
        ("ffmm", 2, (("f", 2, 2), ("m", 1, 2)), None),
    ],
)
def test_quotas_that_cannot_be_met_name_the_smallest_change(sexes, seats, quotas, change):
    with pytest.raises(Infeasible, match="The smallest change that lets one: sex") as refused:
        leximin(pool_of(sexes, seats, quotas))
    if change:
        assert refused.value.changes == change
    else:
        assert len(refused.value.changes) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seats": 0}, "A panel of 0 cannot be drawn"),
        ({"seats": 7}, "6 people for 7 seats"),
        ({"quotas": (("f", 0, 2),)}, "The person p4 has the sex “m”, without a quota"),
        ({"quotas": (("f", 0, 2), ("m", 2, 1))}, "The quota of sex “m” is 2 to 1"),
        ({"quotas": (("f", -1, 2), ("m", 0, 1))}, "The quota of sex “f” is -1 to 2"),
        ({"quotas": (("f", 0, 2), ("m", 0, 1), ("f", 1, 1))}, "The quota of sex “f” is there twice"),
    ],
)
def test_a_draw_that_cannot_be_is_refused_by_name(change, sentence):
    with pytest.raises(MeasureError, match=sentence):
        pool_of(**change)


def test_the_same_person_twice_is_refused():
    with pytest.raises(MeasureError, match="The person p0 is in the pool twice"):
        Pool((*people("f"), *people("m")), (Quota("sex", "f", 0, 1), Quota("sex", "m", 0, 1)), 1)


@given(st.lists(st.floats(min_value=1e-9, max_value=1), min_size=1, max_size=30))
def test_tickets_add_up_and_follow_the_weights(weights):
    lottery = Lottery(tuple(frozenset({number}) for number in range(len(weights))), np.array(weights), np.zeros(0), ())
    tickets = tickets_of(lottery)
    assert sum(tickets) == TICKETS
    assert np.array(tickets) / TICKETS == pytest.approx(np.array(weights) / sum(weights), abs=2e-9)


@pytest.mark.parametrize(("ticket", "panel"), [(0, 0), (1, 0), (2, 2), (4, 2), (5, 3)])
def test_panels_own_their_tickets_one_after_the_other(ticket, panel):
    assert panel_of_ticket(ticket, [2, 0, 3, 1]) == panel


def test_a_seed_draws_the_ticket_that_everybody_can_compute():
    """By hand: printf 'a public seed' | sha256sum, as a number, modulo 10^9."""
    assert ticket_drawn("a public seed") == ticket_drawn("a public seed") != ticket_drawn("a public seed ")
    assert ticket_drawn("abc") == 0xBA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD % TICKETS


@pytest.mark.parametrize("seed", ["", "  "])
def test_an_empty_seed_is_refused(seed):
    with pytest.raises(MeasureError, match="The seed is empty"):
        ticket_drawn(seed)


@pytest.fixture(scope="module")
def audit():
    return hold_draw(pool_of("fffmmmm", seats=3, quotas=(("f", 1, 2), ("m", 1, 2))), seed="Lottery numbers of Tuesday")


def test_the_file_of_a_draw_stands_the_check(audit):
    assert list(faults_of(json.loads(json.dumps(audit)))) == []
    assert len(audit["drawn"]) == 3


def altered(value):
    """Something else of the same kind."""
    if isinstance(value, bool | None):
        return 1
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, list):
        return value[1:] if value else ["p0"]
    return {**value, "x": 1}


FIELDS = [
    ("format",), ("seats",), ("quotas",), ("quotas", 0, "least"), ("quotas", 0, "most"), ("quotas", 0, "value"),
    ("people",), ("people", 0, "id"), ("people", 0, "values"), ("people", 0, "household"), ("in_no_panel",),
    ("tickets",),
    ("panels",), ("panels", 0, "members"), ("panels", 0, "tickets"), ("probabilities",), ("probabilities", "p0"),
    ("seed",), ("ticket",), ("drawn",), ("replaces",), ("sha256",),
]  # fmt: skip


def changed(audit, path):
    forged = copy.deepcopy(audit)
    inside = forged
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = altered(inside[path[-1]])
    return forged


@pytest.mark.parametrize("path", FIELDS, ids=str)
def test_any_altered_value_is_found(path, audit):
    assert list(faults_of(changed(audit, path)))


SAYS_NOTHING = [("people", 0, "values"), ("people", 0, "household"), ("replaces",), ("sha256",), ("quotas", 0, "most")]


@pytest.mark.parametrize("path", [path for path in FIELDS if path not in SAYS_NOTHING], ids=str)
def test_a_forger_who_makes_the_fingerprint_anew_is_found_as_well(path, audit):
    forged = changed(audit, path)
    forged["sha256"] = fingerprint(forged)
    assert list(faults_of(forged))


def test_a_lottery_that_is_less_fair_is_found(audit):
    """All tickets to one panel: every number follows from the others, only fairness is gone."""
    forged = copy.deepcopy(audit)
    forged["panels"] = [{"members": audit["drawn"], "tickets": TICKETS}]
    forged["probabilities"] = {name: float(name in audit["drawn"]) for name in audit["probabilities"]}
    forged["sha256"] = fingerprint(forged)
    faults = list(faults_of(forged))
    assert len(faults) == 1
    assert faults[0].startswith("A fairer lottery gives")


@pytest.mark.parametrize("file", [{}, {"format": "x"}, [], "text", None])
def test_what_is_no_file_of_a_draw_is_said(file):
    assert "is not the file of a draw" in " ".join(faults_of(file))


@given(seed=st.integers(min_value=0, max_value=2**31))
@how(max_examples=10, deadline=None)
def test_the_order_of_the_pool_changes_no_chance(seed):
    pool = pool_of("fffmmmm", seats=3, quotas=(("f", 1, 2), ("m", 1, 2)))
    order = np.random.default_rng(seed).permutation(7)
    reordered = Pool(tuple(pool.people[place] for place in order), pool.quotas, 3)
    assert leximin(reordered).chances == pytest.approx(leximin(pool).chances[order], abs=1e-4)


def test_vacancies_are_filled_from_the_rest_with_what_the_quotas_leave():
    pool = pool_of("fffmmmm", seats=3, quotas=(("f", 1, 2), ("m", 1, 2)))
    left = pool.without(frozenset({"p0", "p3"}), frozenset({"p4"}))
    assert [person.id for person in left.people] == ["p1", "p2", "p5", "p6"]
    assert [(quota.least, quota.most) for quota in left.quotas] == [(0, 1), (0, 1)]
    assert left.seats == 1


def test_too_few_for_the_vacancies_is_said():
    with pytest.raises(TooFew):
        pool_of("fm", seats=1, quotas=(("f", 0, 1), ("m", 0, 1))).without(frozenset(), frozenset({"p0", "p1"}))


@needs_pools
def test_a_published_pool_has_the_reference_chances(tmp_path, capsys):
    """The reference was computed with another solver; the vector is unique."""
    target = tmp_path / "audit.json"
    pool, quotas = SORTITION / "pool_150.csv", SORTITION / "quotas_22.csv"
    arguments = ["draw", str(pool), str(quotas), "--seats", "22", "--seed", "a public seed", "--json", str(target)]
    assert main(arguments) == 0
    assert "The smallest chance is 0.0909" in capsys.readouterr().out
    audit = json.loads(target.read_text())
    expected = json.loads((settings.SHARED_DATA / "expected" / "sortition_pool150_leximin.json").read_text())
    assert audit["probabilities"].keys() == expected.keys()
    assert max(abs(audit["probabilities"][name] - chance) for name, chance in expected.items()) <= 2e-3
    assert sum(audit["probabilities"].values()) == pytest.approx(22)
    assert "first_name" not in target.read_text()
    assert main(["verify", str(target)]) == 0


def csv_files(folder, pool, quotas):
    (folder / "pool.csv").write_text(pool)
    (folder / "quotas.csv").write_text(quotas)
    return [str(folder / "pool.csv"), str(folder / "quotas.csv"), "--json", str(folder / "audit.json")]


POOL = "id,name,sex\np0,Ana,f\np1,Ben,m\np2,Cleo,f\n"
QUOTAS = "feature,value,min,max\nsex,f,1,1\nsex,m,1,1\n"


@pytest.mark.parametrize("quotas", [QUOTAS, "category,feature,min,max\nsex,f,1,1\nsex,m,1,1\n", "\ufeff" + QUOTAS])
def test_a_draw_is_held_filled_up_and_checked_from_the_command_line(quotas, tmp_path, capsys):
    arguments = csv_files(tmp_path, POOL, quotas)
    assert main(["draw", *arguments, "--seats", "2", "--seed", "Tuesday"]) == 0
    audit = json.loads((tmp_path / "audit.json").read_text())
    assert "p1" in audit["drawn"]
    woman = next(name for name in audit["drawn"] if name != "p1")
    again = ["replace", arguments[-1], "--left", woman, "--seed", "Friday", "--json", str(tmp_path / "second.json")]
    assert main(again) == 0
    assert "no longer the fairest" in capsys.readouterr().out
    second = json.loads((tmp_path / "second.json").read_text())
    assert second["drawn"] == [next(name for name in ("p0", "p2") if name != woman)]
    assert second["replaces"]["sitting"] == ["p1"]
    assert main(["verify", str(tmp_path / "second.json")]) == 0


def test_an_altered_file_does_not_stand_the_check_at_the_command_line(tmp_path, capsys):
    arguments = csv_files(tmp_path, POOL, QUOTAS)
    main(["draw", *arguments, "--seats", "2", "--seed", "Tuesday"])
    path = tmp_path / "audit.json"
    path.write_text(path.read_text().replace('"seed": "Tuesday"', '"seed": "Wednesday"'))
    assert main(["verify", str(path)]) == 1
    assert "The file was altered" in capsys.readouterr().out
    assert main(["replace", str(path), "--left", "p1", "--seed", "x", "--json", str(tmp_path / "b.json")]) == 2


@pytest.mark.parametrize(
    ("pool", "quotas", "sentence"),
    [
        ("", QUOTAS, "0 people for 2 seats"),
        (POOL + "p3,Dan\n", QUOTAS, "pool.csv, line 5: the number of fields is not the header's"),
        (POOL + "p3,Dan,f,x\n", QUOTAS, "pool.csv, line 5: the number of fields is not the header's"),
        (POOL + ",Dan,f\n", QUOTAS, "pool.csv, line 5: there is no id in the first column"),
        (POOL + "p0,Dan,f\n", QUOTAS, "The person p0 is in the pool twice"),
        (POOL + "p3,Dan,x\n", QUOTAS, "The person p3 has the sex “x”, without a quota"),
        (POOL + '"p3', QUOTAS, "pool.csv, line 5: unexpected end of data"),
        (POOL.replace("sex", "gender"), QUOTAS, "pool.csv, line 1: the column sex is missing"),
        (
            POOL,
            QUOTAS.replace("min", "least"),
            "quotas.csv, line 1: the columns feature, value, min and max are needed",
        ),
        (POOL, QUOTAS + "sex,x,one,2\n", "quotas.csv, line 4: min must be a whole number, not “one”"),
        (POOL, QUOTAS + "sex,x,0,-2\n", "quotas.csv, line 4: max must be a whole number, not “-2”"),
        (POOL, QUOTAS.replace("f,1,1", "f,0,0"), "No panel meets the quotas"),
    ],
)
def test_files_that_are_not_understood_are_refused_by_their_line(pool, quotas, sentence, tmp_path, capsys):
    assert main(["draw", *csv_files(tmp_path, pool, quotas), "--seats", "2", "--seed", "x"]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "audit.json").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"id,sex\np0,\xff\n"])
def test_a_file_that_is_no_text_is_refused(content, tmp_path):
    (tmp_path / "pool.csv").write_bytes(content)
    (tmp_path / "quotas.csv").write_text(QUOTAS)
    with pytest.raises(MeasureError, match=r"pool\.csv is not UTF-8 text"):
        read_pool(tmp_path / "pool.csv", tmp_path / "quotas.csv", seats=1)


@pytest.mark.parametrize("content", ["{", ""])
def test_a_file_that_is_no_draw_is_refused_at_the_command_line(content, tmp_path, capsys):
    (tmp_path / "audit.json").write_text(content)
    assert main(["verify", str(tmp_path / "audit.json")]) == 2
    assert "audit.json is no JSON file" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "nothing.json")]) == 2


def test_who_is_no_member_cannot_have_left(tmp_path, capsys):
    arguments = csv_files(tmp_path, POOL, QUOTAS)
    main(["draw", *arguments, "--seats", "2", "--seed", "Tuesday"])
    assert main(["replace", arguments[-1], "--left", "p9", "--seed", "x", "--json", str(tmp_path / "b.json")]) == 2
    assert "p9 is not a member of the panel" in capsys.readouterr().err
