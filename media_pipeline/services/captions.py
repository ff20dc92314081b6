"""Caption tracks: read, normalised, kept for ever; replacing supersedes."""

import hashlib
import uuid
from typing import Any

from django.db import transaction

from media_pipeline import captions_text, conf, storage
from media_pipeline.errors import MediaError, PassingError
from media_pipeline.models import Asset, Caption
from media_pipeline.services.announcing import text_of

_LABELS = {"vi": "Tiếng Việt", "en": "English", "fr": "Français", "zh": "中文"}


def attach_captions(
    *,
    acting_user: Any,
    asset: Asset,
    content: bytes,
    language: str = "vi",
    label: str = "",
    kind: str = Caption.Kind.CAPTIONS,
    made_by_machine: bool = False,
    original_name: str = "",
) -> Caption:
    """Give an asset a caption track (VTT or SRT bytes); the one of this language before it is
    superseded. MediaError says what is wrong with the file. Only the owner may."""
    if asset.owner_id != acting_user.pk:
        raise MediaError("bad_request", status=404)
    if kind not in Caption.Kind.values or not language.replace("-", "").isalnum():
        raise MediaError("bad_request")
    cues = captions_text.read_cues(content)
    text = captions_text.write_vtt(cues).encode()
    if len(text) > 2 * conf.MAX_CAPTION_BYTES:
        raise MediaError("caption_big", status=413)
    language = language[: Caption._meta.get_field("language").max_length]
    key = _put(text)
    with transaction.atomic():
        # Two files at once: the second waits here and supersedes the first.
        Asset.objects.select_for_update().get(pk=asset.pk)
        Caption.objects.filter(asset=asset, language=language, kind=kind, superseded=False).update(
            superseded=True
        )
        return Caption.objects.create(
            asset=asset,
            language=language,
            label=(text_of(label) or _LABELS.get(language, language))[:80],
            kind=kind,
            storage_key=key,
            sha256=hashlib.sha256(text).hexdigest(),
            cues=len(cues),
            ends_at=max(c.end for c in cues),
            made_by_machine=made_by_machine,
            original_name=text_of(original_name)[:255],
            created_by=acting_user,
        )


def _put(text: bytes) -> str:
    try:
        return storage.put_bytes(f"{storage.CAPTIONS}/{uuid.uuid4().hex}.vtt", text)
    except PassingError as trouble:
        # Nobody sends them again by themselves, as a video's pieces are.
        raise PassingError(f"{trouble.code}_now", status=trouble.status) from trouble


def remove_captions(*, acting_user: Any, caption: Caption) -> None:
    """Take a track away from the asset; versions that froze it keep it."""
    if caption.asset.owner_id != acting_user.pk:
        raise MediaError("bad_request", status=404)
    Caption.objects.filter(pk=caption.pk).update(superseded=True)
