"""Addresses of log-in and of class lists."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from lms.people import views

app_name = "people"
urlpatterns = [
    path("dang-nhap/", views.LoginView.as_view(), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
    path("doi-mat-khau/", views.PasswordChangeView.as_view(), name="password_change"),
    path("lop-hoc/", views.class_list, name="classes"),
    path("lop-hoc/<uuid:class_uuid>/", views.class_detail, name="class"),
    path("nguoi/<uuid:person_uuid>/cap-lai-mat-khau/", views.reset_password, name="reset_password"),
]
