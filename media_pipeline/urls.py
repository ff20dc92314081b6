"""Addresses: `/tai-len/` takes files in, `/phat/` plays them."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from media_pipeline.views import multipart, playback, status, tus


class RenditionName(StringConverter):
    """240p, audio, mp4 …"""

    regex = "[0-9]{1,4}p|audio|mp4"


register_converter(RenditionName, "rendition")

app_name = "media_pipeline"
urlpatterns = [
    path("tai-len/", tus.creation, name="uploads"),
    path("tai-len/dang-do/", tus.unfinished, name="unfinished"),
    path("tai-len/s3/", multipart.begin, name="s3_begin"),
    path("tai-len/s3/<uuid:upload_id>/", multipart.upload, name="s3_upload"),
    path("tai-len/s3/<uuid:upload_id>/phan/<int:number>/", multipart.part, name="s3_part"),
    path("tai-len/s3/<uuid:upload_id>/xong/", multipart.complete, name="s3_complete"),
    path("tai-len/<uuid:upload_id>/", tus.upload, name="upload"),
    path("phat/<uuid:asset_id>/trang-thai/", status.show, name="status"),
    path("phat/<uuid:asset_id>/thu-lai/", status.retry, name="retry"),
    path("phat/<uuid:asset_id>/phu-de/", status.captions, name="captions"),
    path("phat/<uuid:asset_id>/phu-de/<uuid:caption_id>.vtt", playback.caption, name="caption"),
    path("phat/<uuid:asset_id>/master.m3u8", playback.master, name="master"),
    path("phat/<uuid:asset_id>/<rendition:name>.m3u8", playback.playlist, name="playlist"),
    path(
        "phat/<uuid:asset_id>/tep/<row:publication>/<rendition:name>.mp4",
        playback.media_bytes,
        name="bytes",
    ),
    path("phat/<uuid:asset_id>/video.mp4", playback.mp4, name="mp4"),
    path("phat/<uuid:asset_id>/anh-bia.webp", playback.poster, name="poster"),
    path("phat/<uuid:asset_id>/anh-nho.webp", playback.sprites, name="sprites"),
    path("phat/<uuid:asset_id>/anh-nho.vtt", playback.thumbnails, name="thumbnails"),
]
