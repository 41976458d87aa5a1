import io
import json
import logging
import re
from datetime import timedelta

import pytest
import structlog
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from tests.factories import ConsultationFactory

from hashiwatashi.common.logs import formatter
from hashiwatashi.consultations.links import token_of

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


def _with_words(resolver, before=""):
    """The addresses of ours and of the sign-in pages in which a word stands that is no key of a record."""
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from () if route.startswith("administration/") else _with_words(one, route)
        elif "<str:" in route or "<path:" in route or "(?P<key>" in route:
            yield route


def test_of_a_secret_address_the_route_alone_is_told(lines):
    routes = list(_with_words(get_resolver()))
    for route in routes:
        account = re.sub(r"\(\?P<uidb36>[^)]*\)", "1", route)
        path = re.sub(r"<(?:str|path):.*?>|\(\?P<key>[^)]*\)", "zqsecretzq", account)
        logging.getLogger("django.request").warning("Bad Request: /%s", path.replace("^", ""))
    assert len(lines()) == len(routes) > 8
    assert [line["event"] for line in lines() if "zqsecretzq" in line["event"]] == []
    assert "Bad Request: /consultations/link/•••/" in {line["event"] for line in lines()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "verb", "status"),
    [("post", "judge", 400), ("get", "judge", 405), ("post", "nothing", 404), ("strict", "judge", 403)],
)
def test_what_is_wrong_with_a_link_is_logged_without_it(written, client, method, verb, status):
    token = token_of(ConsultationFactory(link_key="zqkeyzq", link_until=timezone.now() + timedelta(days=1)))
    client.handler.enforce_csrf_checks = method == "strict"
    ask = client.get if method == "get" else client.post
    assert ask(f"/consultations/link/{token}/{verb}/").status_code == status
    assert "/consultations/link/•••/" in written()
    assert token.split(":")[1] not in written()
    assert "zqkeyzq" not in written()


def test_any_other_format_is_refused():
    with pytest.raises(ValueError, match="LOG_FORMAT"):
        formatter("xml")
