import pytest

from scripts.summary import Result, lines, read_report, total_line

REPORT = """<testsuites><testsuite>{cases}</testsuite></testsuites>"""
PASSED = '<testcase classname="tests.a" name="test_ok"/>'
SKIPPED = '<testcase classname="tests.a" name="test_s"><skipped type="pytest.skip" message="no data here"/></testcase>'
EXPECTED = '<testcase classname="tests.a" name="test_x"><skipped type="pytest.xfail" message="known"/></testcase>'
FAILED = '<testcase classname="tests.a" name="test_f"><failure message="no"/></testcase>'
ERROR = '<testcase classname="tests.a" name="test_e"><error message="no"/></testcase>'


def result_of(tmp_path, *cases, code=0):
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(cases="".join(cases)))
    return read_report("run", 1.0, code, report)


def test_everything_is_counted(tmp_path):
    result = result_of(tmp_path, PASSED, PASSED, SKIPPED, EXPECTED, FAILED, ERROR, code=1)
    assert result.counts == {"passed": 2, "skipped": 1, "xfailed": 1, "failed": 1, "errors": 1}


@pytest.mark.parametrize("case", [FAILED, ERROR])
def test_one_failure_fails_the_run_even_if_pytest_exits_with_zero(tmp_path, case):
    assert result_of(tmp_path, PASSED, case).has_failed


def test_a_run_that_died_without_a_report_is_an_error(tmp_path):
    result = read_report("run", 1.0, 139, tmp_path / "missing.xml")
    assert result.has_failed
    assert result.counts["errors"] == 1


def test_a_non_zero_exit_after_green_tests_is_an_error(tmp_path):
    assert result_of(tmp_path, PASSED, code=3).counts["errors"] == 1


def test_every_skip_is_named_with_its_reason(tmp_path):
    text = "\n".join(lines([result_of(tmp_path, PASSED, SKIPPED, EXPECTED)], 2.0))
    assert "run: tests.a::test_s skipped: no data here" in text
    assert "run: tests.a::test_x xfailed: known" in text


def test_a_run_without_tests_is_said(tmp_path):
    assert "no test was found" in "\n".join(lines([result_of(tmp_path)], 2.0))


def test_the_last_line_is_pytests_plain_total(tmp_path):
    results = [Result("ruff", 1.0, 0), result_of(tmp_path, PASSED, SKIPPED)]
    assert lines(results, 2.0)[-1] == "1 passed, 1 skipped in 2.00s"


def test_a_failed_check_never_looks_green(tmp_path):
    results = [Result("ruff", 1.0, 1), result_of(tmp_path, PASSED)]
    assert total_line(results, 2.0) == "1 failed, 1 passed in 2.00s"
