"""Addresses of the front page, the desk and the student's home."""

from django.urls import path

from lms.home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("hoc/", views.learning, name="learning"),
    path("ban-lam-viec/", views.desk, name="desk"),
]
