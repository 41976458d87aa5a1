"""Addresses of the bag, below ``/bag/``."""

from __future__ import annotations

from django.urls import path

from hashiwatashi.web.bag import comparing, named, papers, sharing, views

urlpatterns = [
    path("", views.index, name="bag"),
    path("add/", views.add, name="bag-add"),
    path("remove/", views.remove, name="bag-remove"),
    path("move/", views.move, name="bag-move"),
    path("note/", views.note, name="bag-note"),
    path("clear/", views.clear, name="bag-clear"),
    path("undo/", views.undo, name="bag-undo"),
    path("new/", named.start, name="bag-start"),
    path("shared/<str:token>/", sharing.shared, name="bag-shared"),
    path("<uuid:uid>/edit/", named.edit, name="bag-edit"),
    path("<uuid:uid>/use/", named.use, name="bag-use"),
    path("<uuid:uid>/delete/", named.delete, name="bag-delete"),
    path("<uuid:uid>/memo/", papers.memo, name="bag-memo"),
    path("<uuid:uid>/memo.pdf", papers.memo_pdf, name="bag-memo-pdf"),
    path("<uuid:uid>/memo.xlsx", papers.memo_xlsx, name="bag-memo-xlsx"),
    path("<uuid:uid>/compare/", comparing.compare, name="bag-compare"),
    path("<uuid:uid>/share/", sharing.make, name="bag-share"),
    path("<uuid:uid>/unshare/", sharing.withdraw, name="bag-unshare"),
]
