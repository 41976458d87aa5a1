"""The administration site: everything can be looked at, almost nothing changed, because changes belong to the actions
that check and audit them. Memberships are the exception: here an operator gives accounts their roles, by the actions.
"""

from __future__ import annotations

import json
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hashiwatashi.areas.models import Municipality, Prefecture
from hashiwatashi.common.audit.models import AuditEvent
from hashiwatashi.consultations.models import Consultation, Handoff
from hashiwatashi.equipment.models import Equipment, EquipmentClass
from hashiwatashi.exchange.models import DuplicateProposal, ImportRun
from hashiwatashi.funding.models import Call
from hashiwatashi.joining.members import end
from hashiwatashi.needs.models import Need
from hashiwatashi.organisations.models import Industry, Organisation, OrganisationName
from hashiwatashi.people.actions import start_membership
from hashiwatashi.people.models import Account, Affiliation, Expert, Membership, Person
from hashiwatashi.regions.models import Measure
from hashiwatashi.stories.models import Story
from hashiwatashi.technology.models import Seed
from hashiwatashi.web.visitors import account_of
from hashiwatashi.work.models import Work
from hashiwatashi.writing.models import ReadyText

# Signing in goes through allauth, so that the second step is asked here too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnly(admin.ModelAdmin[Any]):
    """A table to look at; the count of all rows is left out because it costs a second on large tables."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


# The library lets its tables be edited here, unaudited, and shows secret keys.
admin.site.unregister([EmailAddress, Authenticator])


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnly):
    list_display = ("email", "user", "verified", "primary")
    list_select_related = ("user",)
    search_fields = ("email",)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnly):
    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    exclude = ("data",)


#: What is asked and answered, and all that is for its parties alone: the trail shows operators which fields changed.
_ASKED = frozenset(model.__name__.lower() for model in (Consultation, Handoff, Story))
_CONFIDED = _ASKED | {Need.__name__.lower(), ReadyText.__name__.lower()}


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    # What a need or a question says is for its parties; an operator opens a need for a reason, on its own page.
    fields = ("at", "actor", "event", "subject_kind", "subject_uid", "shown", "why", "previous_hash", "hash")
    list_display = ("at", "event", "subject_kind", "subject_uid", "actor", "why")
    list_filter = ("event", "subject_kind")
    search_fields = ("subject_uid", "actor")

    @admin.display(description=_("before and after"))
    def shown(self, line: AuditEvent) -> str:
        """Names of what changed alone where the record is for its parties."""
        if line.subject_kind in _CONFIDED:
            return ", ".join(sorted(line.data.get("changed", line.data.get("after", {}))))
        return json.dumps(line.data, ensure_ascii=False, indent=1)

    @admin.display(description=_("reason"))
    def why(self, line: AuditEvent) -> str:
        """The reason; of a hand-off, which tells what was asked, that there is one."""
        return line.reason if line.reason == "" or line.subject_kind not in _ASKED else "•••"


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly):
    list_display = ("name", "kind", "status", "prefecture", "corporate_number")
    list_filter = ("kind", "status")
    list_select_related = ("prefecture",)
    search_fields = ("name", "name_key", "corporate_number")


@admin.register(Equipment)
class EquipmentAdmin(ReadOnly):
    list_display = ("name", "owner", "prefecture", "external_use", "status", "verified_on", "disclosure")
    list_filter = ("external_use", "status", "disclosure")
    list_select_related = ("owner", "prefecture")
    search_fields = ("name", "maker", "model", "uid")


@admin.register(Measure)
class MeasureAdmin(ReadOnly):
    list_display = ("title", "owner", "fiscal_year", "stage", "disclosure")
    list_select_related = ("owner",)
    list_filter = ("stage", "fiscal_year")
    search_fields = ("title", "owner__name")


@admin.register(Seed)
class SeedAdmin(ReadOnly):
    list_display = ("title", "owner", "field", "disclosure")
    list_select_related = ("owner",)
    search_fields = ("title", "uid")


@admin.register(Need)
class NeedAdmin(ReadOnly):
    """Neither text nor owner: whoever runs the site is no party."""

    fields = ("uid", "kind", "level", "disclosure", "published_on", "created_at", "updated_at")
    list_display = ("uid", "kind", "level", "disclosure", "published_on")
    list_filter = ("kind", "level", "disclosure")
    search_fields = ("uid",)


@admin.register(Call)
class CallAdmin(ReadOnly):
    list_display = ("title", "funder", "opens_at", "closes_at", "is_nationwide")
    list_select_related = ("funder",)
    search_fields = ("title", "uid")


@admin.register(Expert)
class ExpertAdmin(ReadOnly):
    list_display = ("person", "kind", "organisation", "headline", "since", "until", "disclosure")
    list_filter = ("kind",)
    list_select_related = ("person", "organisation")
    search_fields = ("person__name", "headline")


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ("email", "display_name", "is_active", "is_staff", "last_login")
    search_fields = ("email", "display_name")
    exclude = ("password", "groups", "user_permissions")


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """A role is given with its first day and ended with its last; neither is ever deleted."""

    list_display = ("account", "organisation", "role", "since", "until")
    list_select_related = ("account", "organisation")
    autocomplete_fields = ("account", "organisation")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("account", "organisation", "role", "since") if obj else ()

    def save_model(self, request: HttpRequest, obj: Membership, form: ModelForm[Any], change: bool) -> None:
        by = account_of(request)
        if change:
            end(obj, on=obj.until or timezone.localdate(), by=by)
            return
        span = {"since": obj.since, "until": obj.until}
        stored = start_membership(obj.account, organisation=obj.organisation, role=obj.role, by=by, **span)  # type: ignore[arg-type]
        obj.pk = stored.pk


for table in (
    Affiliation,
    DuplicateProposal,
    EquipmentClass,
    ImportRun,
    Industry,
    Municipality,
    OrganisationName,
    Person,
    Prefecture,
    Work,
):
    admin.site.register(table, ReadOnly)

site = admin.site
