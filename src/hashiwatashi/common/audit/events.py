"""The names of everything that is audited; docs/admin/audit.md explains each, and a test keeps them equal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """One member for each action that changes a record."""

    ACCOUNT_CREATED = "account.created", _("Account created")
    ACCOUNT_SIGNED_UP = "account.signed_up", _("Account made by sign-up")
    PASSWORD_CHANGED = "account.password_changed", _("Password changed")
    MAIL_ADDRESS_CHANGED = "account.mail_changed", _("Mail addresses of the account changed")
    SECOND_STEP_CHANGED = "account.second_step_changed", _("Two-step sign-in changed")
    MEMBERSHIP_STARTED = "membership.started", _("Membership started")
    MEMBERSHIP_ENDED = "membership.ended", _("Membership ended")
    ORGANISATION_REGISTERED = "organisation.registered", _("Organisation registered")
    ORGANISATION_CHANGED = "organisation.changed", _("Organisation changed")
    ORGANISATION_MERGED = "organisation.merged", _("Organisation merged into its successor")
    PERSON_REGISTERED = "person.registered", _("Person registered")
    AFFILIATION_STARTED = "affiliation.started", _("Affiliation started")
    EXPERT_LISTED = "expert.listed", _("Expert listed")
    EQUIPMENT_REGISTERED = "equipment.registered", _("Equipment registered")
    EQUIPMENT_CHANGED = "equipment.changed", _("Equipment changed")
    EQUIPMENT_PHOTO_ADDED = "equipment.photo_added", _("Photo of equipment added")
    EQUIPMENT_PHOTO_REMOVED = "equipment.photo_removed", _("Photo of equipment removed")
    EQUIPMENT_PHOTO_MOVED = "equipment.photo_moved", _("Photos of equipment put in another order")
    SEED_REGISTERED = "seed.registered", _("Seed registered")
    SEED_CHANGED = "seed.changed", _("Seed changed")
    CALL_REGISTERED = "call.registered", _("Call registered")
    CALL_CHANGED = "call.changed", _("Call changed")
    NEED_REGISTERED = "need.registered", _("Need registered")
    NEED_CHANGED = "need.changed", _("Need changed")
    NEED_OPENED = "need.opened", _("Need opened by an operator")
    AREA_LOADED = "area.loaded", _("Areas or classifications loaded")
    IMPORT_RUN = "import.run", _("File imported")
    DUPLICATE_DECIDED = "duplicate.decided", _("Proposed duplicate decided")
