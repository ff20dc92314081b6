"""The sentences of notices. An app registers its kinds in `AppConfig.ready`."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

_texts: dict[str, str | Promise] = {}


def register(kind: str, text: str | Promise) -> None:
    """Name a kind and its sentence: a lazy gettext string with %(name)s places."""
    _texts[kind] = text


def is_known(kind: str) -> bool:
    """Whether somebody registered this kind."""
    return kind in _texts


def text_of(kind: str, params: Mapping[str, Any]) -> str:
    """The sentence of a notice; a kind whose app is gone shows its title alone."""
    text = _texts.get(kind)
    if text is None:
        return str(params.get("title", ""))
    try:
        return str(text) % params
    except (KeyError, ValueError):
        return str(params.get("title", ""))
