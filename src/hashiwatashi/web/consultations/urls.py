"""Addresses of consultations, below ``/consultations/``."""

from django.urls import path

from hashiwatashi.web.consultations import (
    asking,
    drafting,
    figures,
    files,
    following,
    handing,
    noting,
    photos,
    printing,
    suggesting,
    texts,
    views,
)

urlpatterns = [
    path("", views.index, name="consultation-list"),
    path("new/", asking.new, name="consultation-new"),
    path("new/photos/<str:token>.jpg", photos.kept_photo, name="consultation-kept-photo"),
    path("suggestions/", suggesting.suggestions, name="consultation-suggestions"),
    path("drafts/<uuid:uid>/delete/", drafting.delete, name="consultation-draft-delete"),
    path("note/", noting.note, name="consultation-note"),
    path("note/offline/", noting.offline, name="consultation-note-offline"),
    path("note/worker.js", noting.worker, name="consultation-note-worker"),
    path("texts/", texts.index, name="consultation-texts"),
    path("texts/new/", texts.add, name="consultation-text-add"),
    path("texts/<uuid:uid>/", texts.edit, name="consultation-text-edit"),
    path("texts/<uuid:uid>/archive/", texts.archive, name="consultation-text-archive"),
    path("figures/", figures.figures, name="consultation-figures"),
    path("consents/", files.consents, name="consultation-consents"),
    path("consents/<uuid:uid>/withdraw/", files.withdraw, name="consultation-consent-withdraw"),
    path("firms/<uuid:uid>/", files.firm, name="consultation-firm"),
    path("link/<str:token>/", following.link, name="consultation-link"),
    path(
        "link/<str:token>/photos/<uuid:photo>/<slug:size>.jpg", following.link_photo, name="consultation-link-photo"
    ),
    path("link/<str:token>/<slug:verb>/", following.link_step, name="consultation-link-step"),
    path("<uuid:uid>/", views.detail, name="consultation-detail"),
    path("<uuid:uid>/sheet/", printing.sheet, name="consultation-sheet"),
    path("<uuid:uid>/sheet.pdf", printing.sheet_pdf, name="consultation-sheet-pdf"),
    path("<uuid:uid>/photos/<uuid:photo>/<slug:size>.jpg", views.photo, name="consultation-photo"),
    path("<uuid:uid>/step/<slug:verb>/", views.step, name="consultation-step"),
    path("<uuid:uid>/hand-off/", handing.prepare, name="consultation-hand-off"),
]
