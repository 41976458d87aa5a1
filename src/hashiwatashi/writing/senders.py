"""How many questions one address of the internet may send: beside the bounds of each account and mail address, which
whoever sends a thousand invents anew each time."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import AddressValueError, IPv6Address

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import TooMany
from hashiwatashi.writing.models import Sender

WINDOW = timedelta(hours=1)
_SALT = "hashiwatashi.writing.sender"
# A household or an office has so many bits of an IPv6 address, and all that come after.
_NETWORK_BITS = 64


def count_sender(address: str, *, now: datetime) -> None:
    """One question more from an address; the caller's transaction must be open, so that a failed one is not counted.

    Raises `TooMany`, which says from when on it is possible again. An office often has one address for all.
    """
    forget_senders(now=now)
    most, own = settings.QUESTIONS_PER_HOUR, Sender.objects.filter(digest=digest_of(address))
    recent = list(own.order_by("-at", "-pk").values_list("at", flat=True)[:most])
    if len(recent) >= most:
        again = timezone.localtime(recent[-1] + WINDOW + timedelta(minutes=1))
        told = _(
            "From your connection %(most)d questions have come within an hour; no more are taken until %(time)s. "
            "What you have written stands here still. If it is urgent, call the institution."
        )
        raise TooMany(told % {"most": most, "time": f"{again:%H:%M}"})
    Sender.objects.create(digest=digest_of(address), at=now)


def forget_senders(*, now: datetime) -> int:
    """Delete what is older than an hour; returns how many there were."""
    return Sender.objects.filter(at__lte=now - WINDOW).delete()[0]


def digest_of(address: str) -> str:
    """Under which an address is counted; of IPv6 its network, as each machine there has any number of addresses."""
    return salted_hmac(_SALT, _network(address), algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    try:
        number = IPv6Address(address)
    except AddressValueError:
        return address
    return str(number.ipv4_mapped or int(number) >> (128 - _NETWORK_BITS))
