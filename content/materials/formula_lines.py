"""Where a line of text may end at a formula.

Browsers never break MathML: on a phone a long formula would push the whole page wider than the
screen, and the comma after a formula would begin a line of its own. So a long formula is shown
as several: after what separates two statements; in what is then still long after a relation,
and at last after an operation. What still is too long scrolls by itself. Marks stay with the
formula they follow or open.
"""

import re
from html import unescape

from django.utils.html import strip_tags

LONG = 16
"""Characters from which a formula may break; a phone's line inside a box holds about 25."""
TOO_LONG = 26
"""Characters from which an unbreakable part scrolls by itself."""
_LEVELS = (
    frozenset(",;⇒⇔"),
    frozenset("=≠≈≡≤≥∈⊂→↔") | {"&lt;", "&gt;"},
    frozenset("+−±⋅×:"),
)
_WHOLE = re.compile(r"<math><mrow>(?P<parts>.*)</mrow></math>", re.DOTALL)
_TAG = re.compile(r"<(?P<end>/?)[a-z]+[^>]*>")
_OPERATOR = re.compile(r"<mo(?P<attributes>[^>]*)>(?P<sign>[^<]*)</mo>")


def in_line(mathml: str, *, before: str = "", after: str = "") -> str:
    """A formula of running text with the marks that stand against it."""
    parts = [_scrolling(part) for part in _broken(mathml)]
    parts[0] = before + parts[0]
    parts[-1] += after
    if after or (before and len(parts) == 1):
        parts[-1] = f'<span class="nowrap">{parts[-1]}</span>'
    # One element: what cuts a text over screens takes a formula as a whole.
    return parts[0] if len(parts) == 1 else f"<span>{'<wbr>'.join(parts)}</span>"


def _broken(mathml: str) -> list[str]:
    if _length(mathml) <= LONG or not (whole := _WHOLE.fullmatch(mathml)):
        return [mathml]
    lines = [_children(whole["parts"])]
    for signs in _LEVELS:
        lines = [part for line in lines for part in _shorter(line, signs)]
    return [f"<math><mrow>{''.join(line)}</mrow></math>" for line in lines]


def _shorter(line: list[str], signs: frozenset[str]) -> list[list[str]]:
    return _cut(line, signs) if _length("".join(line)) > LONG else [line]


def _length(mathml: str) -> int:
    return len(unescape(strip_tags(mathml)))


def _children(source: str) -> list[str]:
    """The elements side by side in a piece of MathML."""
    found, depth, start = [], 0, 0
    for tag in _TAG.finditer(source):
        depth += -1 if tag["end"] else 1
        if depth == 0:
            found.append(source[start : tag.end()])
            start = tag.end()
    return found if start == len(source) and depth == 0 else [source]


def _cut(children: list[str], signs: frozenset[str]) -> list[list[str]]:
    """The elements in groups, each but the last ending with one of the signs."""
    groups: list[list[str]] = [[]]
    for at, child in enumerate(children):
        ends = 0 < at < len(children) - 1 and _sign(child) in signs
        groups[-1].append(_between(child) if ends else child)
        if ends:
            groups.append([])
    return groups


def _sign(child: str) -> str:
    """The sign that an element is, alone or in the frame that chemistry puts around its arrows."""
    operators = list(_OPERATOR.finditer(child))
    if len(operators) != 1 or 'form="' in operators[0]["attributes"]:
        return ""
    sign = operators[0]["sign"]
    return sign if strip_tags(child) == sign else ""


def _between(child: str) -> str:
    """At the end of its element a sign would be taken for one that follows a single term."""
    return _OPERATOR.sub(r'<mo\g<attributes> form="infix">\g<sign></mo>', child)


def _scrolling(part: str) -> str:
    return f'<span class="formula-scroll">{part}</span>' if _length(part) > TOO_LONG else part
