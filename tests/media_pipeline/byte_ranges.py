"""What players ask of the bytes of a video (RFC 9110, 14), wherever these lie: one table, held by
our own view and by the object store (decision 19)."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

VIEWERS = 10


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """A file to be asked for: `ask(method, headers)`, and what it holds. Several threads may ask
    at once."""

    ask: Callable[[str, dict[str, str]], Answer]
    data: bytes

    def get(self, **headers: str) -> Answer:
        """GET with headers, as Range="…" or If_Range="…"."""
        return self.ask("GET", {name.replace("_", "-"): text for name, text in headers.items()})

    def head(self) -> Answer:
        """HEAD."""
        return self.ask("HEAD", {})


RANGES = [
    ("bytes=0-0", 0, 0),
    ("bytes=0-99", 0, 99),
    ("bytes=100-", 100, None),
    ("bytes=-500", -500, None),
    ("bytes=10-99999999999", 10, None),
    ("bytes=-99999999999", 0, None),
]


def _a_part(asked: str, first: int, last: int | None) -> Callable[[Place], None]:
    def holds(place: Place) -> None:
        size = len(place.data)
        start = first if first >= 0 else size + first
        end = size - 1 if last is None else last
        answer = place.get(Range=asked)
        assert answer.status == 206
        assert answer.body == place.data[start : end + 1]
        assert answer.headers["Content-Range"] == f"bytes {start}-{end}/{size}"
        assert int(answer.headers["Content-Length"]) == end - start + 1

    return holds


def the_whole_file(place: Place) -> None:
    """Without a range, and ranges are offered."""
    answer = place.get()
    assert (answer.status, answer.body) == (200, place.data)
    assert answer.headers["Accept-Ranges"] == "bytes"


def behind_the_end(place: Place) -> None:
    """No byte of it is there."""
    answer = place.get(Range="bytes=99999999999-")
    assert answer.status == 416


def a_head(place: Place) -> None:
    """Length and tag without bytes."""
    answer = place.head()
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(place.data)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == place.get(Range="bytes=0-0").headers["ETag"]


def if_range_of_the_same_file(place: Place) -> None:
    """The tag or the date of the file at hand: a part."""
    plain = place.head()
    for condition in (plain.headers["ETag"], plain.headers["Last-Modified"]):
        answer = place.get(Range="bytes=0-9", If_Range=condition)
        assert (answer.status, answer.body) == (206, place.data[:10])


def if_range_of_another_file(place: Place) -> None:
    """Another tag, or an older date: the whole file, never a part that does not fit."""
    for condition in ('"another"', "Mon, 01 Jan 2001 00:00:00 GMT"):
        answer = place.get(Range="bytes=0-9", If_Range=condition)
        assert (answer.status, answer.body) == (200, place.data)


def a_file_that_is_kept_already(place: Place) -> None:
    """If-None-Match with its tag."""
    answer = place.get(If_None_Match=place.head().headers["ETag"])
    assert (answer.status, answer.body) == (304, b"")


def ten_viewers_at_once(place: Place) -> None:
    """Each somewhere else in the file."""
    wrong: list[object] = []

    def view(number: int) -> None:
        try:
            for start in range(number * 1000, len(place.data), max(40_000, len(place.data) // 20)):
                end = min(start + 39_999, len(place.data) - 1)
                answer = place.get(Range=f"bytes={start}-{end}")
                if (answer.status, answer.body) != (206, place.data[start : end + 1]):
                    wrong.append((number, start, answer.status))
        except Exception as error:
            wrong.append(error)

    viewers = [threading.Thread(target=view, args=[number]) for number in range(VIEWERS)]
    for thread in viewers:
        thread.start()
    for thread in viewers:
        thread.join()
    assert wrong == []


CONTRACT: dict[str, Callable[[Place], None]] = {
    **{asked: _a_part(asked, first, last) for asked, first, last in RANGES},
    "whole": the_whole_file,
    "behind the end": behind_the_end,
    "head": a_head,
    "if-range, same": if_range_of_the_same_file,
    "if-range, another": if_range_of_another_file,
    "if-none-match": a_file_that_is_kept_already,
    "ten at once": ten_viewers_at_once,
}
