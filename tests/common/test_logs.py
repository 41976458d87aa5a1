import io
import json
import logging

import pytest
import structlog

from hashiwatashi.common.logs import formatter

PASSWORD = "s3cret-of-the-database"


@pytest.fixture
def written(request):
    """What is written in one format, as text; ``PASSWORD`` is a secret of the installation."""
    before = structlog.get_config()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(getattr(request, "param", "json"), [PASSWORD]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream.getvalue
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture
def lines(written):
    return lambda: [json.loads(line) for line in written().splitlines()]


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


@pytest.mark.parametrize("written", ["console", "json"], indirect=True)
@pytest.mark.parametrize(
    "logger", [structlog.get_logger("ours"), logging.getLogger("theirs")], ids=["ours", "theirs"]
)
def test_a_fault_tells_its_lines_but_neither_what_was_typed_nor_a_secret(written, logger):
    def handle(form):
        raise ZeroDivisionError(f"connect to postgres://hashi:{PASSWORD}@db failed")

    typed = {"password": "".join(["hi", "mitsu", "9"]), "text": "よそに知られたくない困りごと"}
    try:
        handle(typed)
    except ZeroDivisionError:
        logger.exception("unforeseen")
    assert "ZeroDivisionError" in written()
    assert "in handle" in written()
    assert [secret for secret in (*typed.values(), PASSWORD) if secret in written()] == []


def test_any_other_format_is_refused():
    with pytest.raises(ValueError, match="LOG_FORMAT"):
        formatter("xml")
