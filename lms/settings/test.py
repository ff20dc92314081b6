"""Settings of the tests: the embedded default, quicker and in a folder of its own.

The services run (`make test-services`) sets DATABASE_URL, S3_*, ELASTICSEARCH_URL and
REDIS_URL and uses this same file.
"""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

if "TEST_DATA_DIR" not in os.environ:
    _scratch = tempfile.TemporaryDirectory(prefix="phohien-test-")  # gone with this process
    os.environ["TEST_DATA_DIR"] = _scratch.name
# Of several test processes (pytest-xdist) each has its own folder in it.
os.environ["DATA_DIR"] = str(
    Path(os.environ["TEST_DATA_DIR"], os.environ.get("PYTEST_XDIST_WORKER", ""))
)

from lms.settings.base import *

DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "tests-only"
# A second kind of thing that is reviewed, with which the tests hold review to its adapter.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.content.review.throwaway"]
DEMO_ALLOWED = True
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: several threads and processes must see one database.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
if REDIS_URL:
    # A database of Redis for each process of pytest-xdist: a test empties the cache it sees.
    _worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = urlsplit(REDIS_URL)._replace(path=f"/{_worker % 16}").geturl()
LOGGING = {"version": 1, "disable_existing_loggers": False}
