"""Addresses of materials. Published materials themselves are Wagtail pages."""

from django.urls import path

from content.materials import views

app_name = "materials"
urlpatterns = [
    path("hoc-lieu/", views.library, name="library"),
    path("ban-lam-viec/soan/", views.start, name="start"),
    path("hoc-lieu/<slug:slug>/", views.show_by_slug, name="material"),
    path("hoc-lieu/den/<row:page_id>/", views.follow, name="follow"),
    path("hoc-lieu/ban/<uuid:version_uuid>/", views.show_version, name="version"),
]
