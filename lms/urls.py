"""The only place that joins the apps' addresses."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("ngon-ngu/", set_language, name="set_language"),
    path("", include("lms.core.urls")),
    path("", include("themes.urls")),
    path("", include("lms.people.urls")),
    path("", include("lms.notices.urls")),
    path("", include("lms.home.urls")),
    path("", include("content.curriculum.urls")),
    path("", include("content.files.urls")),
    path("", include("content.materials.urls")),
    path("", include("content.review.urls")),
    path("", include("media_pipeline.urls")),
    path("", include("search.urls")),
    path("", include("lms.progress.urls")),
    path("", include("lms.classroom.urls")),
    path(settings.ADMIN_PREFIX, include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
]
