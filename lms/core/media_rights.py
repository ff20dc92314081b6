"""Who may do what with videos. The media pipeline asks; the apps that use assets answer.

`media_pipeline` knows nothing of pages, so it cannot say who may see a video. Each app that
shows assets registers its rules in `AppConfig.ready`; something is allowed if any rule says yes.
The owner of an asset (who uploaded it) may always play and follow it: the pipeline itself knows
that much.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

MediaRight = Callable[[Any, UUID], bool]
_rights: list[MediaRight] = []
_editors: list[MediaRight] = []
_captions: list[MediaRight] = []
_uploaders: list[Callable[[Any], bool]] = []
_titles: list[Callable[[Any, UUID], str]] = []


def register(right: MediaRight) -> MediaRight:
    """Add a right to play: `(user, asset_id) -> bool`."""
    if right not in _rights:
        _rights.append(right)
    return right


def register_editor(right: MediaRight) -> MediaRight:
    """Add a right of those who write with an asset: `(user, asset_id) -> bool`."""
    if right not in _editors:
        _editors.append(right)
    return right


def register_captions(right: MediaRight) -> MediaRight:
    """Add a right to read one caption track: `(user, caption_id) -> bool`."""
    if right not in _captions:
        _captions.append(right)
    return right


def register_uploader(right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Add a right to upload: `(user) -> bool`."""
    if right not in _uploaders:
        _uploaders.append(right)
    return right


def register_title(title: Callable[[Any, UUID], str]) -> Callable[[Any, UUID], str]:
    """Add a namer: the title under which `user` knows an asset, or an empty text."""
    if title not in _titles:
        _titles.append(title)
    return title


def may_play(user: Any, asset_id: UUID) -> bool:
    """Whether any registered app lets `user` see this asset and download it."""
    return any(right(user, asset_id) for right in _rights)


def may_edit(user: Any, asset_id: UUID) -> bool:
    """Whether `user` writes something that uses this asset: may follow its conversion."""
    return any(right(user, asset_id) for right in _editors)


def may_read_captions(user: Any, caption_id: UUID) -> bool:
    """Whether this track stands in something that `user` may look at."""
    return any(right(user, caption_id) for right in _captions)


def may_upload(user: Any) -> bool:
    """Whether `user` may send videos at all."""
    return any(right(user) for right in _uploaders)


def title_for(user: Any, asset_id: UUID) -> str:
    """What `user` knows the asset by; empty if by nothing."""
    return next((title for name in _titles if (title := name(user, asset_id))), "")
