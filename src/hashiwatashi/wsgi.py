"""The WSGI application, for `hashi serve` or any other server."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashiwatashi.settings")
application = get_wsgi_application()

from hashiwatashi.reservations.guard import insist  # noqa: E402 needs the applications

# Whatever server runs it: without the guard the database would store two reservations at the same time.
insist(connection)
connection.close()
