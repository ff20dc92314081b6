"""Addresses of pictures, in each of their sizes, and of documents."""

from django.urls import path

from content.files import views

app_name = "files"
urlpatterns = [
    path("tep/anh/<uuid:image_uuid>/<row:rendition_id>/", views.picture, name="picture"),
    path("tep/tai-lieu/<uuid:document_uuid>/", views.document, name="document"),
]
