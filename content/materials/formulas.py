"""LaTeX to MathML on the server, once per formula: students download no script for it.

temml (MIT) runs in V8 inside a wheel (`mini-racer`), so no Node is needed at run time. What it
gives is sanitised to presentation MathML: no styles (the content policy blocks them), no links.
"""

import html
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import nh3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from py_mini_racer import JSEvalException, MiniRacer

from content.materials import formula_lines

MAX_LATEX = 2000
MAX_MATHML = 50_000
"""Characters that one formula may become: a macro of a few hundred writes millions. The largest of
the demo has 3,000."""
TIMEOUT_SECONDS = 2.0
MEMORY_BYTES = 256 * 1024 * 1024
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


# What temml and V8 say of a formula that never ends.
_ENDLESS = ("Too many expansions", "Maximum call stack")
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
    """One V8 per process, made at the first formula and guarded by a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._racer: MiniRacer | None = None

    def _engine(self) -> MiniRacer:
        if self._racer is None:
            source = Path(settings.BASE_DIR, "themes/static/vendor/temml/temml.cjs")
            racer = MiniRacer()
            racer.eval("var module = {exports: {}}; var exports = module.exports;")
            racer.eval(source.read_text(encoding="utf-8"))
            racer.eval("var temml = module.exports;")
            self._racer = racer
        return self._racer

    def convert(self, latex: str, *, display: bool) -> str:
        with self._lock:
            try:
                return self._engine().call(
                    "temml.renderToString",
                    latex,
                    {
                        "displayMode": display,
                        "throwOnError": True,
                        "trust": False,
                        "maxExpand": 500,
                        "strict": False,
                        "annotate": False,
                    },
                    timeout_sec=TIMEOUT_SECONDS,
                    max_memory=MEMORY_BYTES,
                )
            except JSEvalException:
                raise
            except Exception:
                # Out of time or memory leaves V8 in an unknown state: begin anew next time.
                self._racer = None
                raise


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
        if any(sign in str(error) for sign in _ENDLESS) or not isinstance(error, JSEvalException):
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
