"""Addresses of review. A thing is named by its UUID; where it had a number, that leads on."""

from django.urls import path
from django.views.decorators.http import require_safe

from content.review import author_views, views

app_name = "review"
urlpatterns = [
    path("tham-dinh/", views.queue, name="queue"),
    path("tham-dinh/<uuid:task_uuid>/", views.desk, name="desk"),
    path("tham-dinh/<uuid:task_uuid>/thay-doi/", views.changes, name="changes"),
    path("tham-dinh/nhan-xet/<uuid:remark_uuid>/", views.judge_remark, name="judge_remark"),
    path("hoc-lieu/<uuid:thing>/go-xuong/", views.withdraw, name="withdraw"),
    path("hoc-lieu/<uuid:thing>/tham-dinh/", author_views.author, name="author"),
    path("hoc-lieu/<uuid:thing>/rut-lai/", author_views.take_back, name="take_back"),
    path("hoc-lieu/nhan-xet/<uuid:remark_uuid>/", author_views.reply, name="reply"),
    path("ban-lam-viec/<uuid:thing>/gui/", author_views.submit, name="submit"),
    *(
        path(f"{way}/", view, {"name": name}, name=f"{name}_by_number")
        for name, way, view in (
            ("withdraw", "hoc-lieu/<row:number>/go-xuong", views.moved),
            ("author", "hoc-lieu/<row:number>/tham-dinh", require_safe(views.moved)),
            ("take_back", "hoc-lieu/<row:number>/rut-lai", views.moved),
            ("submit", "ban-lam-viec/<row:number>/gui", views.moved),
        )
    ),
]
