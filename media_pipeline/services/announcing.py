"""The row of an upload: announced within the quotas, refused, forgotten."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from lms.core import media_rights
from media_pipeline import conf, storage
from media_pipeline.errors import MediaError
from media_pipeline.models import Asset, Upload

_PURPOSE_OF_CLIENTS = re.compile(r"(page:[0-9]{1,9})?")


@dataclass(frozen=True)
class Announcement:
    """What a browser tells about a file before it sends it. Nothing of it is believed: text is
    cleaned and cut, and the size and the hashes (SHA-256, hexadecimal) of head and tail are
    compared with what comes."""

    name: str
    size: int
    declared_type: str = ""
    purpose: str = ""
    head_sha256: str = ""
    tail_sha256: str = ""


def create_upload(
    *, acting_user: Any, announced: Announcement, adapter: str = Upload.Adapter.TUS
) -> Upload:
    """Announce a file. Refused at once when it is empty, too big, over a quota, or comes from
    somebody who writes no materials, or for anything but a page ("page:12") or nothing: other
    purposes are for what this machine imports itself, and other rooms act on them."""
    if not media_rights.may_upload(acting_user):
        raise MediaError("may_not_upload", status=403)
    if not _PURPOSE_OF_CLIENTS.fullmatch(text_of(announced.purpose)):
        raise MediaError("purpose", status=422)
    return announce(acting_user, announced, adapter)


def announce(owner: Any, announced: Announcement, adapter: str) -> Upload:
    """The row of an upload, whoever it is for; create_upload asks who may."""
    size = announced.size
    if size <= 0:
        raise MediaError("empty", status=422)
    if size > settings.MEDIA_MAX_UPLOAD_BYTES:
        limit = filesizeformat(settings.MEDIA_MAX_UPLOAD_BYTES)
        raise MediaError("too_big", status=413, limit=limit)
    with transaction.atomic():
        _check_quotas(owner, size)
        return Upload.objects.create(
            owner=owner,
            adapter=adapter,
            name=_shown_name(announced.name),
            declared_type=text_of(announced.declared_type)[:100],
            purpose=text_of(announced.purpose)[:100],
            size=size,
            head_sha256=text_of(announced.head_sha256)[:64].lower(),
            tail_sha256=text_of(announced.tail_sha256)[:64].lower(),
            expires_at=timezone.now() + timedelta(days=conf.UPLOAD_DAYS),
        )


def _shown_name(name: str) -> str:
    """A file name to show; never used as a path."""
    return text_of(name.replace("\\", "/").rsplit("/", 1)[-1])[:255] or "video"


def text_of(told: str) -> str:
    """What a browser said, without what no database column takes (a null byte)."""
    return "".join(c for c in told if c.isprintable()).strip()


def _check_quotas(owner: Any, size: int) -> None:
    """One's own quota holds exactly: of two files announced at once the second waits here. The
    total is far larger than any file, and nobody waits for everybody else."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
    receiving = Q(state=Upload.State.RECEIVING)
    mine = _total(Asset.objects.filter(owner=owner)) + _total(
        Upload.objects.filter(receiving, owner=owner)
    )
    if mine + size > settings.MEDIA_QUOTA_BYTES:
        raise MediaError("quota", status=413)
    everyone = _total(Asset.objects.all()) + _total(Upload.objects.filter(receiving))
    if everyone + size > settings.MEDIA_TOTAL_QUOTA_BYTES:
        raise MediaError("total_quota", status=507)


def _total(rows: Any) -> int:
    return rows.aggregate(total=Sum("size"))["total"] or 0


def refuse(upload: Upload, code: str) -> None:
    """Refuse for good and drop the bytes."""
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.REFUSED, error_code=code)
    storage.incoming_path(upload.pk).unlink(missing_ok=True)


def abort_upload(*, upload: Upload) -> None:
    """Forget an unfinished upload (tus termination)."""
    if upload.state != Upload.State.DONE:
        storage.incoming_path(upload.pk).unlink(missing_ok=True)
        upload.delete()
