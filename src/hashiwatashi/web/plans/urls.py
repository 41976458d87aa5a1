"""Addresses of joint-research plans, below ``/plans/``."""

from django.urls import path

from hashiwatashi.web.plans import printing, views, writing

urlpatterns = [
    path("", views.index, name="plan-list"),
    path("firms/<uuid:uid>/new/", writing.add, name="plan-add"),
    path("<uuid:uid>/", views.detail, name="plan-detail"),
    path("<uuid:uid>/edit/", writing.edit, name="plan-edit"),
    path("<uuid:uid>/agree/", views.agree, name="plan-agree"),
    path("<uuid:uid>/comment/", views.comment, name="plan-comment"),
    path("<uuid:uid>/step/<slug:verb>/", views.step, name="plan-step"),
    path("<uuid:uid>/sheet/", printing.sheet, name="plan-sheet"),
    path("<uuid:uid>/sheet.pdf", printing.sheet_pdf, name="plan-sheet-pdf"),
    path("<uuid:uid>/themes.xlsx", printing.themes, name="plan-themes"),
]
