"""The WSGI application that web processes serve."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 - these two need the apps loaded

from lms.core.checks import refuse_demo_in_production  # noqa: E402

refuse_demo_in_production()
connections.close_all()
