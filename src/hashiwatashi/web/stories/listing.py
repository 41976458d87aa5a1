"""The list of success stories: its bounds, sorts and columns. Only what is published stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hashiwatashi.matching.enums import Kind
from hashiwatashi.stories.models import TOLD, Story
from hashiwatashi.web.exports import Column
from hashiwatashi.web.lists import Bounds, Catalogue, Sort


class StoryBounds(Bounds):
    field = forms.ChoiceField(label=_("field"), required=False)
    institution = forms.ChoiceField(label=_("Institution"), required=False)

    TEXT_FIELDS = (*TOLD, "owner__name")

    def __init__(self, data: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        # One query for both; what is not published shows by neither.
        told = Story.objects.visible_to(AnonymousUser()).order_by("field__kind", "field__code", "owner__name")
        rows = list(told.values_list("field__uid", "field__name", "owner__uid", "owner__name").distinct())
        fields = {str(uid): name for uid, name, _owner, _called in rows if uid}
        owners = {str(uid): name for _field, _name, uid, name in rows}
        self._choices("field").choices = [("", _("All fields")), *fields.items()]
        self._choices("institution").choices = [("", _("All institutions")), *owners.items()]

    def conditions(self) -> Iterator[Q]:
        yield from super().conditions()
        if self.cleaned_data.get("field"):
            yield Q(field__uid=self.cleaned_data["field"])
        if self.cleaned_data.get("institution"):
            yield Q(owner__uid=self.cleaned_data["institution"])


CATALOGUE: Catalogue[Story] = Catalogue(
    kind=Kind.STORY,
    title=_("Success stories"),
    lead=_("Troubles of firms, and what helped. Told with their consent and without their names."),
    template="stories/index.html",
    bounds=StoryBounds,
    records=lambda visitor: Story.objects.visible_to(visitor).published().for_lists(),
    sorts={
        "new": Sort(_("Newest first"), ("-published_on", "-pk")),
        "title": Sort(_("By title"), ("title", "pk")),
    },
    columns=(
        Column(_("identifier"), lambda one: one.uid),
        Column(_("title"), lambda one: one.title),
        Column(_("what the trouble was"), lambda one: one.trouble),
        Column(_("what was tried"), lambda one: one.done),
        Column(_("what helped"), lambda one: one.helped),
        Column(_("equipment or seeds used"), lambda one: one.means),
        Column(_("field"), lambda one: one.field),
        Column(_("where"), lambda one: one.where),
        Column(_("institution that helped"), lambda one: one.owner),
        Column(_("published on"), lambda one: one.published_on),
    ),
)
