"""Addresses of progress."""

from django.urls import path

from lms.progress import views

app_name = "progress"
urlpatterns = [path("hoc/ghi/", views.report, name="report")]
