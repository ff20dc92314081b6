"""Which words of the other language does a page show?

A language is known by its messages: a text on the page that is the English of a message, whole,
while the page should be Vietnamese, is a leak, and the other way round. What stands for a name or
number in a message ("%(count)s materials") may be anything.
"""

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import bs4
import django
import wagtail
from babel.messages.pofile import read_po
from django.conf import settings

HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|%%")
SPOKEN = ("title", "aria-label", "placeholder", "alt")
# The same in both languages, or a name; "English" is the name of a language, said in it.
SAME = {"Wagtail", "None", "PDF", "URL", "Slug", "Email", "ID", "Video", "HTML", "English"}


class Words:
    """Messages of one language, found again on a page."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.whole: set[str] = set()
        self.holed: list[tuple[str, re.Pattern[str]]] = []
        for message in messages:
            text = " ".join(message.split())
            parts = HOLE.split(text)
            anchor = max(parts, key=len).strip()
            if len(parts) == 1:
                self.whole.add(text)
            elif len(re.findall(r"[^\W\d_]", anchor)) >= 5:
                pattern = ".+?".join(re.escape(part) for part in parts)
                self.holed.append((anchor, re.compile(pattern, re.DOTALL)))

    def on(self, markup: str) -> set[str]:
        """Those of the page's texts, seen or spoken, that are messages of this language."""
        return {text for text in visible(markup) if self.knows(text)}

    def knows(self, text: str) -> bool:
        if text in self.whole:
            return True
        return any(anchor in text and pattern.fullmatch(text) for anchor, pattern in self.holed)


def visible(markup: str) -> set[str]:
    """Text nodes and spoken attributes, without the names of keys."""
    soup = bs4.BeautifulSoup(markup, "html.parser")
    for left_out in soup(["script", "style", "kbd"]):
        left_out.extract()
    texts = {" ".join(text.split()) for text in soup.find_all(string=True)}
    for name in SPOKEN:
        texts |= {" ".join(str(tag[name]).split()) for tag in soup.find_all(attrs={name: True})}
    return {html.unescape(text) for text in texts if text}


@lru_cache
def english(domain: str = "django") -> Words:
    """Every message, ours, Wagtail's or Django's, by its English."""
    return Words({first for first, _ in _messages(domain)})


@lru_cache
def vietnamese(domain: str = "django") -> Words:
    """Every message of ours by its Vietnamese, Wagtail's overlay among them."""
    return Words({second for _, second in _messages(domain) if second})


def _messages(domain: str) -> Iterator[tuple[str, str]]:
    """(English, Vietnamese or nothing), both different and more than a mark."""
    for path in _catalogues(domain):
        with path.open("rb") as file:
            for message in read_po(file):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                for number, first in enumerate(ids):
                    second = texts[min(number, len(texts) - 1)]
                    if _says_something(first) and first != second:
                        yield first, second


def _catalogues(domain: str) -> Iterator[Path]:
    yield Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES" / f"{domain}.po"
    # Django's own scripts belong to its admin, which is not installed.
    for package in (wagtail, django) if domain == "django" else (wagtail,):
        inside = Path(str(package.__file__)).parent
        yield from inside.glob(f"**/locale/en/LC_MESSAGES/{domain}.po")


def _says_something(text: str) -> bool:
    return (
        len(text) > 3 and text not in SAME and bool(re.search(r"[A-Za-z]{3}", HOLE.sub("", text)))
    )
