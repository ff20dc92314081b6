"""Addresses of review."""

from django.urls import path

from content.review import author_views, views

app_name = "review"
urlpatterns = [
    path("tham-dinh/", views.queue, name="queue"),
    path("tham-dinh/<uuid:task_uuid>/", views.desk, name="desk"),
    path("tham-dinh/<uuid:task_uuid>/thay-doi/", views.changes, name="changes"),
    path("tham-dinh/nhan-xet/<uuid:remark_uuid>/", views.judge_remark, name="judge_remark"),
    path("hoc-lieu/<uuid:page_id>/go-xuong/", views.withdraw, name="withdraw"),
    path("hoc-lieu/<uuid:page_id>/tham-dinh/", author_views.author, name="author"),
    path("hoc-lieu/<uuid:page_id>/rut-lai/", author_views.take_back, name="take_back"),
    path("hoc-lieu/nhan-xet/<uuid:remark_uuid>/", author_views.reply, name="reply"),
    path("ban-lam-viec/<uuid:page_id>/gui/", author_views.submit, name="submit"),
]
