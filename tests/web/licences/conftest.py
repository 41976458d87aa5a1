"""The lab, its licence and its course."""

from tests.licences.conftest import (  # noqa: F401
    _english,
    at,
    clerk,
    course,
    day,
    days,
    director,
    firm,
    issued,
    lab,
    reserved,
    rules,
    some_class,
    stranger,
    strict,
    today,
    unit,
    user,
)
