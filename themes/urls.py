"""Addresses of the style guide and the colour scheme switch."""

from django.urls import path

from themes import views

app_name = "themes"
urlpatterns = [
    path("kieu-dang/", views.style_guide, name="style_guide"),
    path("giao-dien/", views.set_theme, name="set_theme"),
]
