"""Prefectures and municipalities, by the national codes (全国地方公共団体コード)."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hashiwatashi.common.languages import is_japanese


class Prefecture(models.Model):
    """One of the 47, by its two-digit code (JIS X 0401); ``column`` and ``row`` place it on the tile map."""

    code = models.CharField(_("code"), max_length=2, primary_key=True, validators=[RegexValidator(r"^\d\d$")])
    name = models.CharField(_("name"), max_length=10, unique=True)
    name_en = models.CharField(_("name in English"), max_length=20)
    region = models.CharField(_("region"), max_length=10)
    column = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("code",)
        verbose_name = _("prefecture")
        verbose_name_plural = _("prefectures")
        constraints: ClassVar = [models.UniqueConstraint(fields=["column", "row"], name="prefecture_tile_unique")]

    def __str__(self) -> str:
        return self.name if is_japanese() else self.name_en


class Municipality(models.Model):
    """A city, ward, town or village by its six-digit code with check digit."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    prefecture = models.ForeignKey(Prefecture, on_delete=models.PROTECT, verbose_name=_("prefecture"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("designated city")
    )

    class Meta:
        ordering = ("code",)
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return f"{self.prefecture.name}{self.name}"
