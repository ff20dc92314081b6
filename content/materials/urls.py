"""Addresses of materials."""

from django.urls import path

from content.materials import views

app_name = "materials"
urlpatterns = [
    path("hoc-lieu/", views.library, name="library"),
    path("ban-lam-viec/soan/", views.start, name="start"),
    path("hoc-lieu/<slug:slug>/", views.show_by_slug, name="material"),
    path("hoc-lieu/den/<uuid:thing>/", views.follow, name="follow"),
    path("hoc-lieu/den/<row:number>/", views.follow_number, name="follow_number"),
    path("hoc-lieu/ban/<uuid:version_uuid>/", views.show_version, name="version"),
]
