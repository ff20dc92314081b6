"""LaTeX to MathML on the server, once per formula: students download no script for it.

temml (MIT) runs in QuickJS inside a wheel (`quickjs-ng`), so no Node is needed at run time. What
it gives is sanitised to presentation MathML: no styles (the content policy blocks them), no links.
"""

import html
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.materials import formula_lines

MAX_LATEX = 2000
MAX_MATHML = 50_000
"""Characters that one formula may become: a macro of a few hundred writes millions. The largest of
the demo has 3,000."""
CPU_SECONDS = 2.0
"""Of the whole process, as QuickJS counts; an ordinary formula takes half a thousandth of one."""
MEMORY_BYTES = 64 * 1024 * 1024
"""temml itself takes 2 MB."""
STACK_BYTES = 1024 * 1024
"""Enough for seventy roots in each other. A thread's own stack, 8 MB on most
systems, must be larger."""
# A formula ends before the next one begins: openers without an end would cost their square.
DELIMITED = re.compile(
    r"\\\((?P<inline>(?:(?!\\\().)+?)\\\)|\\\[(?P<display>(?:(?!\\\[).)+?)\\\]", re.DOTALL
)
# The marks against a formula: a line neither ends after the one nor begins with the other. They are
# looked at from the first of a row: a row without a formula would cost its square.
_WITH_MARKS = re.compile(
    rf"(?P<before>(?:(?<![(\[“‘])[(\[“‘]+)?)(?:{DELIMITED.pattern})(?P<after>[.,;:!?…)\]”’]*)",
    re.DOTALL,
)
# A tag or a comment, by the rules of browsers: only a value in quotes may hold ">", and what
# never ends reaches to the end. A plain line break is no markup here: the rich-text editor puts
# it into formulas.
_MARKUP = re.compile(
    r"""(
    (?!<br\s*/?>)
    (?: <!--.*?(?:-->|\Z)
    | </?[a-z!?] (?: [^>=] | =\s*"[^"]*" | =\s*'[^']*' | =\s*["'].* | = )*+ >?
    ))""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)

_TAGS = {
    "math", "semantics", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "msup", "msub",
    "msubsup", "mfrac", "msqrt", "mroot", "mstyle", "mover", "munder", "munderover", "mtable",
    "mtr", "mtd", "mpadded", "mphantom", "menclose", "merror", "mmultiscripts", "mprescripts",
}  # fmt: skip
_EVERYWHERE = {"class", "mathvariant", "displaystyle", "scriptlevel", "dir"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "math": {"display", "xmlns"},
    "mo": {
        "stretchy", "fence", "separator", "lspace", "rspace", "minsize", "maxsize", "symmetric",
        "largeop", "movablelimits", "form", "accent",
    },
    "mspace": {"width", "height", "depth", "linebreak"},
    "mpadded": {"width", "height", "depth", "lspace", "voffset"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
    "menclose": {"notation"},
    "mtable": {"columnalign", "rowspacing", "columnspacing", "columnlines", "rowlines"},
    "mtd": {"columnalign", "columnspan", "rowspan"},
}  # fmt: skip


# How temml's words for a wrong formula begin. All others are of one that does not end: QuickJS out
# of time, memory or stack, and temml itself after too many expansions.
_WRONG = ("ParseError", "TypeError", "Error")
_ENDLESS = "Too many expansions"
_STYLED = re.compile(
    r'<(?P<name>\w+)(?P<attributes>(?: [\w-]+="[^"]*")*?) style="(?P<style>[^"]*)"'
)
# Frames and the rules of tables (themes/css/maths.css draws them).
_STYLE_CLASSES = (
    ("border-right:", "rule-right"),
    ("border-left:", "rule-left"),
    ("border-bottom:", "rule-bottom"),
    ("border-top:", "rule-top"),
    ("border:1px solid", "tml-fbox"),
)


_TOO_MUCH = gettext_lazy(
    "The formula “%(latex)s” does not end or is too complicated. Make it simpler."
)


class FormulaError(ValidationError):
    """A formula that cannot be shown; the message says what to do."""


class _Converter:
    """One QuickJS per thread, made at its first formula: 2 MB, 20 ms. Its contexts must stay in
    the thread that made them."""

    # JSON both ways: the wheel gives no string that was built by joining ("unknown tag: -6"),
    # and ends one at its first NUL. What JSON.stringify returns is in one piece and has none.
    _CONVERT = """
    var convert = (latex, display) => JSON.stringify(temml.renderToString(JSON.parse(latex), {
      displayMode: display, throwOnError: true, trust: false, maxExpand: 500, strict: false,
      annotate: false,
    }));
    """

    def __init__(self) -> None:
        self._of_thread = threading.local()

    def _engine(self) -> Callable[[str, bool], str]:
        found: Callable[[str, bool], str] | None = getattr(self._of_thread, "convert", None)
        if found is None:
            found = self._of_thread.convert = self._new_engine()
        return found

    def _new_engine(self) -> Any:
        # Not at the top: importing it starts a thread, and servers fork before the first formula.
        import quickjs

        source = Path(settings.BASE_DIR, "themes/static/vendor/temml/temml.cjs")
        context = quickjs.Context()
        context.set_max_stack_size(STACK_BYTES)
        context.set_memory_limit(MEMORY_BYTES)
        context.set_time_limit(CPU_SECONDS)
        context.eval("var module = {exports: {}}; var exports = module.exports;")
        context.eval(source.read_text(encoding="utf-8"))
        context.eval("var temml = module.exports;")
        context.eval(self._CONVERT)
        return context.get("convert")

    def convert(self, latex: str, *, display: bool) -> str:
        engine = self._engine()
        try:
            mathml: str = json.loads(engine(json.dumps(latex), display))
        except Exception:
            # Out of time or memory may leave anything behind: begin anew next time.
            del self._of_thread.convert
            raise
        return mathml


_converter = _Converter()


def to_mathml(latex: str, *, display: bool) -> str:
    """Sanitised MathML for a formula.

    Raises FormulaError with a message for the teacher when the formula is too long, wrong, or
    does not end.
    """
    latex = latex.strip()
    shown = {"latex": latex[:60]}
    if len(latex) > MAX_LATEX:
        raise FormulaError(
            _("This formula has %(count)d characters; at most %(limit)d are allowed. Split it.")
            % {"count": len(latex), "limit": MAX_LATEX}
        )
    try:
        mathml = _converter.convert(latex, display=display)
    except Exception as error:
        if not str(error).startswith(_WRONG) or _ENDLESS in str(error):
            raise FormulaError(_TOO_MUCH % shown) from error
        raise FormulaError(
            _("The formula “%(latex)s” cannot be read. Check braces and commands.") % shown
        ) from error
    if len(mathml) > MAX_MATHML:
        raise FormulaError(_TOO_MUCH % shown)
    mathml = _STYLED.sub(_style_as_class, mathml)
    clean = nh3.clean(mathml, tags=_TAGS, attributes=_ATTRIBUTES, strip_comments=True)
    # nh3 leaves quotation marks in text as they are. Nothing should put MathML into an attribute;
    # if something does, it must not end it.
    return _in_text(clean, lambda text: text.replace('"', "&quot;"))


def _style_as_class(match: re.Match[str]) -> str:
    """Our content policy knows no inline styles; the few that carry meaning become classes."""
    name, attributes, style = match["name"], match["attributes"], match["style"]
    classes = [own for mark, own in _STYLE_CLASSES if mark in style]
    if not classes:
        return f"<{name}{attributes}"
    if ' class="' in attributes:
        return f"<{name}" + attributes.replace(' class="', f' class="{" ".join(classes)} ', 1)
    return f'<{name}{attributes} class="{" ".join(classes)}"'


def _in_text(source: str, change: Callable[[str], str]) -> str:
    """HTML with its text changed and its tags, with all their attributes, as they were."""
    parts = _MARKUP.split(source)
    parts[::2] = [change(text) for text in parts[::2]]
    return "".join(parts)


def find(source: str) -> list[tuple[str, bool]]:
    """The formulas in HTML, as (LaTeX, display) in order. Those in attributes, which readers
    never see drawn, are none, nor is what begins in one element and ends in another."""
    return [
        _read(match) for text in _MARKUP.split(source)[::2] for match in DELIMITED.finditer(text)
    ]


def hidden(source: str) -> str:
    """HTML with an ellipsis for each formula."""
    return _in_text(source, lambda text: DELIMITED.sub("…", text))


def _read(match: re.Match[str]) -> tuple[str, bool]:
    display = match["display"] is not None
    return _plain(match["display"] if display else match["inline"]), display


def _plain(source: str) -> str:
    """LaTeX as typed: the rich-text editor escapes &, < and > and may break lines."""
    return html.unescape(re.sub(r"<br\s*/?>", " ", source)).strip()


_asked_later: ContextVar[bool] = ContextVar("formulas_asked_later", default=False)


@contextmanager
def asked_later() -> Iterator[None]:
    """Within this, no formula is checked: a draft that saves itself while somebody is still
    typing a formula is kept as it stands."""
    token = _asked_later.set(True)
    try:
        yield
    finally:
        _asked_later.reset(token)


def check(latex: str, *, display: bool) -> None:
    """Convert and keep a formula; raise FormulaError when it cannot be shown."""
    if not _asked_later.get():
        ensure([(latex, display)])


def check_html(source: str) -> None:
    """Convert and keep all formulas of a rich text."""
    if not _asked_later.get():
        ensure(find(source))


def check_line(text: str) -> None:
    """Convert and keep all formulas of a line without markup."""
    check_html(html.escape(text))


def ensure(formulas: Iterable[tuple[str, bool]], *, strict: bool = True) -> dict[str, str]:
    """MathML by key for these formulas, converting those met for the first time; one query
    when all are known. One that cannot be shown raises FormulaError, or is left out when not
    `strict`: a page that was written before must still open."""
    from content.materials.models.formulas import Formula, formula_key

    wanted = {formula_key(latex, display=display): (latex, display) for latex, display in formulas}
    if not wanted:
        return {}
    known = dict(Formula.objects.filter(key__in=wanted).values_list("key", "mathml"))
    fresh = []
    for key in wanted.keys() - known.keys():
        latex, display = wanted[key]
        try:
            known[key] = to_mathml(latex, display=display)
        except FormulaError:
            if strict:
                raise
            continue
        fresh.append(Formula(key=key, latex=latex.strip(), display=display, mathml=known[key]))
    Formula.objects.bulk_create(fresh, ignore_conflicts=True)
    return known


def replace(source: str, mathml: dict[str, str]) -> str:
    """HTML with its delimited formulas replaced by MathML; unknown ones stay as typed."""
    from content.materials.models.formulas import formula_key

    def one(match: re.Match[str]) -> str:
        latex, display = _read(match)
        shown = mathml.get(formula_key(latex, display=display))
        if shown is None:
            return match.group(0)
        before, after = match["before"], match["after"]
        if display:
            return f"{before}{shown}{after}"
        return formula_lines.in_line(shown, before=before, after=after)

    return _in_text(source, lambda text: _WITH_MARKS.sub(one, text))
