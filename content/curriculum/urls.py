"""Addresses of the curriculum; all of them are public."""

from django.urls import path

from content.curriculum import views

app_name = "curriculum"
urlpatterns = [
    path("chuong-trinh/", views.index, name="index"),
    path("chuong-trinh/chon.json", views.chooser, name="chooser"),
    path("chuong-trinh/chu-de/<uuid:uuid>/", views.topic, name="topic"),
    path("chuong-trinh/lop-<int:grade>/", views.grade, name="grade"),
    path("chuong-trinh/lop-<int:grade>/<slug:slug>/", views.subject, name="subject"),
]
