"""Signed addresses of media bytes.

The signature covers asset, publication, rendition, reader and expiry; the reader is not written
in the address but taken from the session again, so an address passed on is worth nothing.
"""

import time
from urllib.parse import urlencode

from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from media_pipeline import conf
from media_pipeline.models import Asset, Rendition

_signer = Signer(salt="media_pipeline.bytes")


def _signature(asset_id: object, publication: int, name: str, user: object, expires: int) -> str:
    return _signer.signature(f"{asset_id}/{publication}/{name}/{user or 0}/{expires}")


def life(asset: Asset) -> int:
    """Seconds a signed address lives: the video, and half an hour of pauses."""
    return int((asset.duration or 0) + conf.TOKEN_SLACK_SECONDS)


def address(asset: Asset, rendition: Rendition, user_id: object) -> str:
    """A signed address for one reader."""
    expires = int(time.time()) + life(asset)
    place = (asset.pk, rendition.publication_id, rendition.name)
    signature = _signature(*place, user_id, expires)
    query = {"e": expires, "k": signature}
    return f"{reverse('media_pipeline:bytes', args=place)}?{urlencode(query)}"


def holds(
    asset_id: object, publication: int, name: str, user_id: object, expires: str, signature: str
) -> bool:
    """Whether a signature is right and not out of date."""
    if not expires.isdecimal() or len(expires) > 18 or int(expires) < time.time():
        return False
    expected = _signature(asset_id, publication, name, user_id, int(expires))
    return constant_time_compare(expected, signature)
