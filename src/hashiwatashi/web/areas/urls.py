"""Addresses of the areas."""

from django.urls import path

from hashiwatashi.web.areas import classes, towns, views

urlpatterns = [
    path("", views.index, name="area-list"),
    path("classes/", classes.index, name="area-classes"),
    path("<slug:code>/", views.detail, name="area-detail"),
    path("<slug:code>/towns/", towns.index, name="town-list"),
    path("<slug:code>/<slug:town>/", towns.detail, name="town-detail"),
]
