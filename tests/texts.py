"""Texts that stand in a template or a script as they are, where no catalogue can reach them.

A template's text is what is left when its tags, its variables and the insides of its translated
blocks are taken out. A script's text is a literal that reads as words (a capital and small letters,
a letter that English does not have, words with nothing but spaces between them at its end) or that
is put straight where it is seen. A single small word that gets there by way of a variable or a
condition is not found.
"""

import html
import re
from collections.abc import Iterator

import bs4
from babel.messages.jslexer import Token, tokenize
from django.template.base import Lexer, TokenType

WORD = re.compile(r"[^\W\d_]{2,}")
BUTTONS = {"submit", "button", "reset"}
SPOKEN = ("title", "aria-label", "aria-description", "placeholder", "alt", "label", "summary")
# --- templates -------------------------------------------------------------------------------

LITERAL = re.compile(r"""(?P<own>_\()?(["'])(?P<text>(?:(?!\2).)*)\2""")


def in_template(source: str) -> Iterator[str]:
    """Texts of a template that are not messages."""
    left: list[str] = []
    closing = ""
    for token in Lexer(source).tokenize():
        name = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        is_tag = token.token_type == TokenType.BLOCK
        if closing:
            closing = "" if is_tag and name == closing else closing
        elif is_tag and name in {"blocktranslate", "blocktrans", "comment"}:
            closing = f"end{name}"
        elif is_tag and re.fullmatch(r"block \w+_class", token.contents):
            closing = "endblock"
        elif token.token_type == TokenType.TEXT:
            left.append(token.contents)
        else:
            left.append(" ")
            if token.token_type != TokenType.COMMENT and name not in {"translate", "trans"}:
                yield from _in_tag(token.contents)
    yield from _in_markup("".join(left))


def _in_tag(tag: str) -> Iterator[str]:
    for found in LITERAL.finditer(tag):
        if not found["own"] and reads_as_words(found["text"]):
            yield found["text"]


def _in_markup(markup: str) -> Iterator[str]:
    soup = bs4.BeautifulSoup(markup, "html.parser")
    for left_out in soup(["script", "style", "kbd"]):
        left_out.extract()
    texts = [str(text) for text in soup.find_all(string=True) if type(text) is bs4.NavigableString]
    for tag in soup.find_all(True):
        texts += _in_attributes(tag)
    for text in texts:
        if WORD.search(html.unescape(text)):
            yield " ".join(text.split())


def _in_attributes(tag: bs4.Tag) -> Iterator[str]:
    for name, value in ((name, str(value)) for name, value in tag.attrs.items()):
        is_data = name.startswith("data-") and reads_as_words(value)
        is_button = name == "value" and tag.name == "input" and tag.get("type") in BUTTONS
        is_description = name == "content" and tag.get("name") == "description"
        if name in SPOKEN or is_data or is_button or is_description:
            yield value


# --- scripts ---------------------------------------------------------------------------------

GETTEXT = {"gettext", "ngettext", "pgettext", "npgettext", "_"}
SEEN = re.compile(
    r"(^|\.)(textContent|innerText|innerHTML|outerHTML|title|placeholder|alt|label|ariaLabel)$"
)
SETS = {"=", "+=", ":", "??=", "||="}
CLASSES = re.compile(r"(^|\.)className$")
SAID = re.compile(r"(^|\.)(toast|alert|confirm|prompt|Option|createTextNode|insertAdjacentText)$")
SELECTOR = re.compile(r"[\[\]{}#=>]|(^| )\.")


def reads_as_words(text: str) -> bool:
    """Would a person take it for a text?"""
    return bool(
        re.search(r"(^|[\s(])[A-Z][a-z]+", text)
        or re.search(r"[^\W\d_a-zA-Z]", text)
        or (re.search(r"[a-z]{2,}( [a-z]+)+[.!?…:]?$", text) and not SELECTOR.search(text))
    )


def in_script(source: str) -> Iterator[str]:
    """Literals of a script that reach the screen outside gettext, as far as that can be told."""
    tokens = [t for t in tokenize(source) if t.type not in {"linecomment", "multilinecomment"}]
    for index, token in enumerate(tokens):
        if token.type not in {"string", "template_string"}:
            continue
        text = re.sub(r"\$\{[^}]*\}", " ", token.value[1:-1])
        if not WORD.search(text) or _is_message(tokens[:index]):
            continue
        place, sign = (t.value for t in tokens[index - 2 : index]) if index > 1 else ("", "")
        is_shown = SEEN.search(place) if sign in SETS else SAID.search(place) and sign == "("
        if is_shown or (reads_as_words(text) and not CLASSES.search(place)):
            yield text


def _is_message(before: list[Token]) -> bool:
    """Does a literal after these stand in a call of gettext or one of its kind, at any place?"""
    while before and (before[-1].type == "string" or before[-1].value == ","):
        before = before[:-1]
    return len(before) > 1 and before[-1].value == "(" and before[-2].value in GETTEXT
