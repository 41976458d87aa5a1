"""Addresses of the seeds."""

from django.urls import path

from hashiwatashi.web.seeds import board, history, views

urlpatterns = [
    path("", views.index, name="seed-list"),
    path("board/", board.board, name="seed-board"),
    path("new/", views.add, name="seed-add"),
    path("<uuid:uid>/", views.detail, name="seed-detail"),
    path("<uuid:uid>/edit/", views.edit, name="seed-edit"),
    path("<uuid:uid>/history/", history.history, name="seed-history"),
    path("<uuid:uid>/take-back/<int:number>/", history.take_back, name="seed-take-back"),
]
