"""Addresses of the class of a firm, below ``/class/``."""

from django.urls import path

from hashiwatashi.web.firms import views

urlpatterns = [
    path("", views.questionnaire, name="firm-class"),
    path("rules/", views.rule_list, name="firm-class-rules"),
]
