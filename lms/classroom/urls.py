"""Addresses of the classroom screen."""

from django.urls import path

from lms.classroom import views

app_name = "classroom"
urlpatterns = [
    path("man-hinh/ban/<uuid:version_uuid>/", views.wall_of_version, name="wall_version"),
    path("man-hinh/<slug:slug>/", views.wall, name="wall"),
]
