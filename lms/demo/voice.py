"""A Vietnamese machine voice: eSpeak NG, from a wheel."""

import ctypes
from collections.abc import Callable
from types import TracebackType
from typing import Any

import espeakng_loader

_SYNCHRONOUS, _UTF8, _RATE = 2, 1, 1
WORDS_PER_MINUTE = 150
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Voice:
    """Speaks sentences into 16-bit mono samples at `rate` per second."""

    def __init__(self) -> None:
        self._samples: list[bytes] = []
        self._library: Any = None
        # Kept on the object: the library calls it long after this method has returned.
        self._callback: Callable[..., int] = _CALLBACK(self._take)
        self.rate = 22050

    def _take(self, data: Any, count: int, _events: Any) -> int:
        if data and count > 0:
            self._samples.append(ctypes.string_at(data, count * 2))
        return 0

    def __enter__(self) -> "Voice":
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        path = espeakng_loader.get_data_path().encode()
        self.rate = library.espeak_Initialize(_SYNCHRONOUS, 500, path, 0)
        library.espeak_SetSynthCallback(self._callback)
        library.espeak_SetVoiceByName(b"vi")
        library.espeak_SetParameter(_RATE, WORDS_PER_MINUTE, 0)
        self._library = library
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._library.espeak_Terminate()

    def say(self, text: str) -> bytes:
        """The samples of one sentence."""
        self._samples.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, len(data), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return b"".join(self._samples)

    def silence(self, seconds: float) -> bytes:
        """That many seconds of nothing."""
        return bytes(2 * int(seconds * self.rate))
