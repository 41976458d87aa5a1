"""Addresses of the success stories."""

from django.urls import path

from hashiwatashi.web.stories import deciding, views, writing

urlpatterns = [
    path("", views.index, name="story-list"),
    path("ours/", writing.ours, name="story-ours"),
    path("new/<uuid:uid>/", writing.add, name="story-add"),
    path("link/<str:token>/", deciding.link, name="story-link"),
    path("link/<str:token>/<slug:verb>/", deciding.link_step, name="story-link-step"),
    path("<uuid:uid>/", views.detail, name="story-detail"),
    path("<uuid:uid>/edit/", writing.edit, name="story-edit"),
    path("<uuid:uid>/step/<slug:verb>/", writing.step, name="story-step"),
    path("<uuid:uid>/decide/<slug:verb>/", deciding.step, name="story-decide"),
]
