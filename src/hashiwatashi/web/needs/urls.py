"""Addresses of the needs."""

from django.urls import path

from hashiwatashi.web.needs import views

urlpatterns = [
    path("", views.index, name="need-list"),
    path("new/", views.add, name="need-add"),
    path("<uuid:uid>/", views.detail, name="need-detail"),
    path("<uuid:uid>/done/", views.done, name="need-done"),
    path("<uuid:uid>/edit/", views.edit, name="need-edit"),
    path("<uuid:uid>/take-back/<int:number>/", views.take_back, name="need-take-back"),
    path("<uuid:uid>/step/<slug:verb>/", views.step, name="need-step"),
    path("<uuid:uid>/open/", views.open_as_operator, name="need-open"),
]
