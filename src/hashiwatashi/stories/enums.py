"""Choices of success stories."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoryStage(models.TextChoices):
    """How far it is: 下書き, 同意依頼, 同意済, 公開, 辞退, 取下."""

    DRAFT = "draft", _("Being written")
    ASKED = "asked", _("Waits for consent")
    AGREED = "agreed", _("Agreed to")
    PUBLISHED = "published", _("Open to everybody")
    DECLINED = "declined", _("Not agreed to")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")


class ShownPlace(models.TextChoices):
    """How much of where the firm is may be told; the firm itself chooses."""

    NOTHING = "nothing", _("Nothing")
    REGION = "region", _("The region alone, such as 東北")
    PREFECTURE = "prefecture", _("The prefecture")
