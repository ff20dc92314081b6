"""Addresses of notices."""

from django.urls import path

from lms.notices import views

app_name = "notices"
urlpatterns = [
    path("thong-bao/", views.listing, name="list"),
    path("thong-bao/da-doc/", views.read_all, name="read_all"),
    path("thong-bao/<row:notice_id>/", views.follow, name="follow"),
]
