import io
import json
import logging

import pytest
import structlog

from hashiwatashi.common.logs import formatter


@pytest.fixture
def lines():
    """What our own loggers and libraries' write, as the JSON of each line."""
    before = structlog.get_config()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter("json"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**before)


def test_our_lines_and_those_of_libraries_come_out_alike(lines):
    structlog.get_logger("ours").warning("try_again", reason="混んでいます")
    logging.getLogger("theirs").warning("古い形式です")
    ours, theirs = lines()
    assert (ours["event"], ours["reason"], ours["level"]) == ("try_again", "混んでいます", "warning")
    assert (theirs["event"], theirs["level"]) == ("古い形式です", "warning")
    assert {"timestamp", "event", "level"} <= ours.keys() & theirs.keys()


def test_an_exception_is_told_within_its_line(lines):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        structlog.get_logger("ours").exception("unforeseen")
    (line,) = lines()
    assert "ZeroDivisionError" in line["exception"]


def test_any_other_format_is_refused():
    with pytest.raises(ValueError, match="LOG_FORMAT"):
        formatter("xml")
