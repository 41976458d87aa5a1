"""What can be done with drafts of questions.

None of it is audited: what somebody has not sent is their own affair, and the trail is read by others and kept for
ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from hashiwatashi.common.errors import Conflict, InvalidInput
from hashiwatashi.common.texts import clean
from hashiwatashi.people.models import Account
from hashiwatashi.writing.models import KEPT_FOR, QuestionDraft

MOST = 20
_MOST_TEXT = 10_000


def keep_draft(told: Mapping[str, str], *, by: Account, uid: UUID | None = None) -> QuestionDraft:
    """Keep what is written; under the same ``uid``, which its form holds, it is kept once.

    Raises `InvalidInput` where nothing is written or it is too long, `Conflict` for more drafts than `MOST`.
    """
    written = {name: clean(text, multiline=True) for name, text in told.items()}
    if not (written.get("topic", "").strip() or written.get("text", "").strip()):
        raise InvalidInput.of("text", _("Write something."))
    if any(len(text) > _MOST_TEXT for text in written.values()):
        raise InvalidInput.of("text", _("At most %(most)d characters.") % {"most": _MOST_TEXT})
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=by.pk)
        draft = _draft(by, uid)
        draft.topic, draft.told = clean(written.get("topic", "")).strip()[:200], written
        draft.save()
    return draft


def delete_draft(draft: QuestionDraft, *, by: Account) -> None:
    """Forget it."""
    draft.delete()


def forget_drafts(*, now: datetime) -> int:
    """Delete what nobody has changed for 30 days; returns how many there were."""
    return QuestionDraft.objects.filter(updated_at__lt=now - KEPT_FOR).delete()[0]


def _draft(by: Account, uid: UUID | None) -> QuestionDraft:
    own = QuestionDraft.objects.visible_to(by)
    if uid is not None and (found := own.filter(uid=uid).first()):
        return found
    if own.count() >= MOST:
        raise Conflict(_("You have %(number)d drafts. Delete one you no longer need.") % {"number": MOST})
    is_taken = uid is not None and QuestionDraft.objects.filter(uid=uid).exists()
    return QuestionDraft(account=by, uid=uuid4() if uid is None or is_taken else uid)
