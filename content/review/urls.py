"""Addresses of review. A thing is named by its UUID; where it had a number, that leads on."""

from django.urls import path

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
        path(f"{way}/", views.moved, {"name": name}, name=f"{name}_by_number")
        for name, way in (
            ("withdraw", "hoc-lieu/<row:number>/go-xuong"),
            ("author", "hoc-lieu/<row:number>/tham-dinh"),
            ("take_back", "hoc-lieu/<row:number>/rut-lai"),
            ("submit", "ban-lam-viec/<row:number>/gui"),
        )
    ),
]
