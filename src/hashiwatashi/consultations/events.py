"""What is audited of technical consultations."""

from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.audit.events import Event


class ConsultationEvent(Event):
    """One member for each action."""

    ASKED = "consultation.asked", _("Consultation received")
    CHANGED = "consultation.changed", _("Consultation changed")
    TAKEN = "consultation.taken", _("Consultation taken")
    ASSIGNED = "consultation.assigned", _("Consultation assigned")
    RELEASED = "consultation.released", _("Consultation waits for somebody again: who was in charge has left")
    BEGUN = "consultation.begun", _("Answering begun")
    ANSWERED = "consultation.answered", _("Consultation answered")
    CLOSED = "consultation.closed", _("Consultation closed")
    WITHDRAWN = "consultation.withdrawn", _("Consultation withdrawn")
    REOPENED = "consultation.reopened", _("Consultation reopened")
    WRITTEN = "consultation.written", _("Line of a consultation written")
    PHOTO_ADDED = "consultation.photo_added", _("Photo of a consultation added")
    LINK_REPLACED = "consultation.link_replaced", _("Link of a consultation replaced")
    OFFERED = "consultation.offered", _("Hand-off of a consultation offered")
    CONSENTED = "consultation.consented", _("Hand-off of a consultation consented to")
    CONSENT_NOTED = "consultation.consent_noted", _("Consent to a hand-off noted that was given orally")
    DECLINED = "consultation.declined", _("Hand-off of a consultation not consented to")
    HANDED_OFF = "consultation.handed_off", _("Consultation handed off")
    SUCCEEDED = "consultation.succeeded", _("Consultation carried to a successor")
    RETURNED = "consultation.returned", _("Hand-off of a consultation returned")
    CANCELLED = "consultation.cancelled", _("Hand-off of a consultation taken back")
    JUDGED = "consultation.judged", _("Usefulness of a consultation told")
    FILE_OPENED = "consultation.file_opened", _("Consent to read a firm's file given")
    FILE_CLOSED = "consultation.file_closed", _("Consent to read a firm's file withdrawn")
