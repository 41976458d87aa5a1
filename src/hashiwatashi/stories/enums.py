"""Choices of success stories."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StoryStage(models.TextChoices):
    """How far it is: 下書き, 同意依頼, 同意済, 公開, 辞退, 取下."""

    DRAFT = "draft", pgettext_lazy("story", "Draft")
    ASKED = "asked", _("Waits for consent")
    AGREED = "agreed", pgettext_lazy("story", "Agreed")
    PUBLISHED = "published", pgettext_lazy("story", "Published")
    DECLINED = "declined", pgettext_lazy("story", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("story", "Withdrawn")


class ShownPlace(models.TextChoices):
    """How much of where the firm is may be told; the firm itself chooses."""

    NOTHING = "nothing", _("Nothing")
    REGION = "region", _("The region alone, such as 東北")
    PREFECTURE = "prefecture", _("The prefecture")
