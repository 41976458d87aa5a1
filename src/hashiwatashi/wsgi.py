"""The WSGI application, for `hashi serve` or any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hashiwatashi.settings")
application = get_wsgi_application()
