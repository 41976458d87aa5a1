"""Addresses of joining, below ``/join/``."""

from django.urls import path

from hashiwatashi.web.joining import applying, deciding, invited, members

urlpatterns = [
    path("", applying.start, name="joining"),
    path("new/", applying.new, name="application-new"),
    path("applications/", deciding.index, name="application-list"),
    path("applications/<uuid:uid>/", applying.detail, name="application-detail"),
    path("applications/<uuid:uid>/code/", applying.enter_code, name="application-enter-code"),
    path("applications/<uuid:uid>/code/<str:code>/", applying.mailed_code, name="application-code"),
    path("applications/<uuid:uid>/again/", applying.mail_again, name="application-mail-again"),
    path("applications/<uuid:uid>/withdraw/", applying.withdraw, name="application-withdraw"),
    path("applications/<uuid:uid>/confirm/", deciding.confirm, name="application-confirm"),
    path("applications/<uuid:uid>/refuse/", deciding.refuse, name="application-refuse"),
    path("applications/<uuid:uid>/letter/", deciding.letter, name="application-letter"),
    path("invitations/<str:code>/", invited.invitation, name="invitation"),
    path("members/<uuid:uid>/", members.index, name="member-list"),
    path("members/<uuid:uid>/invite/", members.invite, name="member-invite"),
    path("members/<uuid:uid>/invitations/<uuid:invitation>/", members.withdraw, name="member-uninvite"),
    path("members/<uuid:uid>/<int:membership>/role/", members.change_role, name="member-role"),
    path("members/<uuid:uid>/<int:membership>/end/", members.end, name="member-end"),
    path("members/<uuid:uid>/undo/<int:change>/", members.undo, name="member-undo"),
]
