"""A page with nothing on it but the upload control, under the real addresses and policy.

`?video=<id>`: as a draft that was saved with that video.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title>
<link rel="stylesheet" href="/static/media_pipeline/video_upload.css">
<script type="module" src="/static/media_pipeline/video_upload.js"></script></head>
<body><main><h1>Thử</h1>
<ph-video-upload data-purpose="page:12">
<input type="hidden" name="video" value="{video}"></ph-video-upload>
</main></body></html>"""


def page(request: HttpRequest) -> HttpResponse:
    get_token(request)
    saved = request.GET.get("video")
    return HttpResponse(PAGE.format(video=UUID(saved) if saved else ""))


urlpatterns = [path("thu/", page), path("", include("lms.urls"))]
