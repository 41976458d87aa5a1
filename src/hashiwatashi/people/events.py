"""What is audited of accounts, roles and persons."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class PeopleEvent(Event):
    """One member for each action."""

    ACCOUNT_CREATED = "account.created", _("Account created")
    ACCOUNT_SIGNED_UP = "account.signed_up", _("Account made by sign-up")
    PASSWORD_CHANGED = "account.password_changed", _("Password changed")
    MAIL_ADDRESS_CHANGED = "account.mail_changed", _("Mail addresses of the account changed")
    SECOND_STEP_CHANGED = "account.second_step_changed", _("Two-step sign-in changed")
    MEMBERSHIP_STARTED = "membership.started", _("Membership started")
    MEMBERSHIP_CHANGED = "membership.changed", _("Role of a membership changed")
    MEMBERSHIP_ENDED = "membership.ended", _("Membership ended")
    PERSON_REGISTERED = "person.registered", _("Person registered")
    AFFILIATION_STARTED = "affiliation.started", _("Affiliation started")
    PERSON_MERGED = "person.merged", _("Person merged into another")
    PERSON_PARTED = "person.parted", _("Merging of persons undone")
    AFFILIATION_CHANGED = "affiliation.changed", _("Affiliation changed")
    PERSON_CHANGED = "person.changed", _("Person changed")
    EXPERT_LISTED = "expert.listed", _("Expert listed")
    EXPERT_CHANGED = "expert.changed", _("Expert changed")
