"""Who may play, follow and read an asset: its owner, and whoever the apps that show it say."""

from typing import Any
from uuid import UUID

from django.core.cache import cache

from lms.core import media_rights
from media_pipeline import conf
from media_pipeline.models import Asset, Caption


def _is_owner(user: Any, asset: Asset) -> bool:
    return bool(user.is_authenticated and asset.owner_id == user.pk)


def may_play(user: Any, asset: Asset) -> bool:
    """The full test, asked for playlists, pictures and downloads."""
    return _is_owner(user, asset) or media_rights.may_play(user, asset.pk)


def may_follow(user: Any, asset: Asset) -> bool:
    """Who may see how far the conversion is, the name of the file and tracks that nobody has
    reviewed yet: the owner and those who write with the asset, not its readers."""
    return _is_owner(user, asset) or media_rights.may_edit(user, asset.pk)


def may_read_captions(user: Any, caption: Caption) -> bool:
    """A track is read where it is frozen in something `user` may look at; those who write with
    the asset read its newest one too."""
    return media_rights.may_read_captions(user, caption.pk) or may_follow(user, caption.asset)


def title_for(user: Any, asset: Asset) -> str:
    """What a download is called: never a file name that only its owner knows."""
    own = asset.name.rsplit(".", 1)[0] if _is_owner(user, asset) else ""
    title = media_rights.title_for(user, asset.pk) or own
    return "".join(c for c in title if c.isprintable()) or "video"


def may_go_on_playing(user: Any, asset: Asset) -> bool:
    """The same for byte ranges, where it is asked every few seconds: kept for half a minute."""
    key = f"media-right:{asset.pk.hex}:{user.pk or 0}"
    answer = cache.get(key)
    if answer is None:
        answer = may_play(user, asset)
        cache.set(key, answer, conf.RIGHTS_CACHE_SECONDS)
    return bool(answer)


def owns(user: Any, asset_id: UUID) -> Asset | None:
    """The asset, if it is this user's own."""
    return Asset.objects.filter(pk=asset_id, owner_id=user.pk or 0).first()
