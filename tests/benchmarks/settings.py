"""Settings of the page benchmark: the product's own, with a stock Wagtail page beside it."""

from lms.settings.test import *  # noqa: F403
from lms.settings.test import INSTALLED_APPS as PRODUCT
from lms.settings.test import STATIC_ROOT

INSTALLED_APPS = [*PRODUCT, "tests.benchmarks.stock"]
# Static files as a server has them: asked of a table, not of the disk at each request.
WHITENOISE_AUTOREFRESH = False
WHITENOISE_USE_FINDERS = False
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
ROOT_URLCONF = "tests.benchmarks.urls"
