"""What is sent to the operations of the API that change a consultation, and who may."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.leaks.planted import World

ASKING = ("POST /consultations", "POST /consultations/noted")
CONSULTED = (
    "POST /consultations/{uid}/answer",
    "POST /consultations/{uid}/note",
    "POST /consultations/{uid}/add",
    "POST /consultations/{uid}/{verb}",
)
# Steps of whoever asked, which is nobody's of the lab.
OF_ASKERS = {
    "add": {"text": "架空"},
    "consent": {"handoff": str(uuid4())},
    "decline": {"handoff": str(uuid4())},
    "withdraw": {},
    "judge": {"usefulness": "yes"},
}


def of_staff(world: World) -> dict[str, dict[str, Any]]:
    """Steps of those who answer, each of which can be taken with the planted question by itself."""
    return {
        "take": {},
        "assign": {"officer": str(world.accounts["editor"].uid)},
        "answer": {"text": "架空"},
        "note": {"text": "架空"},
        "link": {},
        "hand-off": {"receiver": str(world.consulting.elsewhere.uid), "reason": "架空"},
    }
