"""The API's prefectures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from hashiwatashi.api.routing import public_get
from hashiwatashi.api.shapes import PrefectureOut, prefecture
from hashiwatashi.areas.models import Prefecture

router = Router(tags=["catalogue"])


@public_get(router, "/prefectures", response=list[PrefectureOut], summary="The 47 prefectures")
def prefectures(request: HttpRequest) -> Any:
    return [prefecture(record) for record in Prefecture.objects.all()]
