"""Addresses of the equipment."""

from django.urls import path, re_path

from hashiwatashi.web.equipment import history, photos, uniquip, views

urlpatterns = [
    path("", views.index, name="equipment-list"),
    re_path(r"^uniquip\.(?P<form>csv|xlsx)$", uniquip.whole, name="equipment-uniquip"),
    re_path(
        r"^uniquip/(?P<uid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?P<form>csv|xlsx)$",
        uniquip.of_institution,
        name="equipment-uniquip-of",
    ),
    path("new/", views.add, name="equipment-add"),
    path("<uuid:uid>/", views.detail, name="equipment-detail"),
    path("<uuid:uid>/card/", views.card, name="equipment-card"),
    path("<uuid:uid>/card.pdf", views.card_pdf, name="equipment-card-pdf"),
    path("<uuid:uid>/photos/", photos.photos, name="equipment-photos"),
    path("<uuid:uid>/photos/<uuid:photo>/<slug:size>.jpg", photos.photo, name="equipment-photo"),
    path("<uuid:uid>/photos/<uuid:photo>/earlier/", photos.earlier, name="equipment-photo-earlier"),
    path("<uuid:uid>/photos/<uuid:photo>/remove/", photos.remove, name="equipment-photo-remove"),
    path("<uuid:uid>/edit/", views.edit, name="equipment-edit"),
    path("<uuid:uid>/history/", history.history, name="equipment-history"),
    path("<uuid:uid>/take-back/<int:number>/", history.take_back, name="equipment-take-back"),
    path("<uuid:uid>/confirm/", views.confirm, name="equipment-confirm"),
]
