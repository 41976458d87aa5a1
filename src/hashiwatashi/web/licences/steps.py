"""What the keepers do with a licence: the verb of an address, its form, and the action behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hashiwatashi.common.errors import NotFound
from hashiwatashi.licences import actions
from hashiwatashi.licences.enums import LicenceState
from hashiwatashi.licences.models import OperatorLicence
from hashiwatashi.people.models import Account
from hashiwatashi.reservations import unlicensed
from hashiwatashi.reservations.models import Reservation
from hashiwatashi.web.days import day_field
from hashiwatashi.web.licences.forms import ReasonForm

Act = Callable[[OperatorLicence, Account, Mapping[str, Any]], list[Reservation] | None]


class ExtendForm(forms.Form):
    """Until when; without a day a further term."""

    expires_on = day_field(gettext_lazy("valid until (last day)"), required=False)


@dataclass(frozen=True, slots=True)
class Offered:
    """A step on the page, and what is said when it is done; what ``act`` returns are the reservations that lack a
    licence then."""

    verb: str
    label: str | Promise
    done: str | Promise
    act: Act
    states: tuple[LicenceState, ...]
    form: type[forms.Form] | None = None

    def form_of(self, record: OperatorLicence, sent: Any = None) -> forms.Form | None:
        """The form of the step; None for one that asks nothing."""
        return None if self.form is None else self.form(sent, prefix=self.verb)


_VALID, _SUSPENDED, _EXPIRED, _REVOKED = LicenceState

STEPS = (
    Offered(
        "extend",
        gettext_lazy("Extend by a term"),
        gettext_lazy("The licence is extended. Its holder is told."),
        lambda one, by, told: actions.extend(one, by=by, expires_on=told["expires_on"]),
        (_VALID, _EXPIRED),
        ExtendForm,
    ),
    Offered(
        "suspend",
        pgettext_lazy("licence", "Suspend"),
        gettext_lazy("The licence is suspended. Its holder is told."),
        lambda one, by, told: unlicensed.suspend(one, reason=told["reason"], by=by),
        (_VALID,),
        ReasonForm,
    ),
    Offered(
        "resume",
        pgettext_lazy("licence", "Let it be valid again"),
        gettext_lazy("The licence is valid again. Its holder is told."),
        lambda one, by, _told: actions.resume(one, by=by),
        (_SUSPENDED,),
    ),
    Offered(
        "revoke",
        pgettext_lazy("licence", "Revoke"),
        gettext_lazy("The licence is revoked. Its holder is told."),
        lambda one, by, told: unlicensed.revoke(one, reason=told["reason"], by=by),
        (_VALID, _SUSPENDED, _EXPIRED),
        ReasonForm,
    ),
)
_BY_VERB = {step.verb: step for step in STEPS}


def offered_to(record: OperatorLicence) -> Iterator[Offered]:
    """The steps that a licence as it is allows."""
    return (step for step in STEPS if record.state in step.states)


def step_called(verb: str) -> Offered:
    """The step of an address. Raises `NotFound`."""
    if verb not in _BY_VERB:
        raise NotFound(_("There is no such step."))
    return _BY_VERB[verb]
