"""The engine that converts formulas: it keeps its limits, serves every thread, and ends cleanly."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from content.materials import formulas
from lms.settings.base import BASE_DIR

CONVERT = """
import sys, threading, time
from django.conf import settings
settings.configure(BASE_DIR=sys.argv[1])
from content.materials import formulas

def convert():
    assert "<mfrac>" in formulas.to_mathml(r"\\frac12", display=False)

def for_ever():
    convert()
    begun.set()
    while True:
        convert()

begun = threading.Event()
"""
ENDINGS = {
    "alone": "convert()",
    "after a thread": "thread = threading.Thread(target=convert); thread.start(); thread.join()",
    "while a thread converts": "threading.Thread(target=for_ever, daemon=True).start();"
    " begun.wait(30); convert()",
    "while a thread sleeps": "threading.Thread(target=time.sleep, args=(30,), daemon=True).start();"
    " convert()",
}


def ended(how: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", CONVERT + how, str(BASE_DIR)],
        cwd=BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(BASE_DIR)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def test_fifty_processes_that_converted_a_formula_end_cleanly():
    """An engine with threads of its own crashed or hung here, on some processors."""
    fifty = (list(ENDINGS.values()) * 13)[:50]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ended, fifty)) == [(0, "")] * 50


LONG = rf"\def\a{{{'x' * 1500}}}" + r"\a" * 200
DEEP = "{" * 900 + "x" + "}" * 900


@pytest.mark.parametrize(
    ("limit", "value", "latex", "cause"),
    [
        ("CPU_SECONDS", 0.2, LONG, "interrupted"),
        ("MEMORY_BYTES", 8 * 1024 * 1024, LONG, "out of memory"),
        ("STACK_BYTES", formulas.STACK_BYTES, DEEP, "Maximum call stack"),
    ],
)
def test_a_limit_ends_one_formula_and_not_the_next(monkeypatch, limit, value, latex, cause):
    monkeypatch.setattr(formulas, "_converter", formulas._Converter())
    monkeypatch.setattr(formulas, limit, value)
    with pytest.raises(formulas.FormulaError, match="quá phức tạp") as refusal:
        formulas.to_mathml(latex, display=True)
    assert cause in str(refusal.value.__cause__)
    assert "<mfrac>" in formulas.to_mathml(r"\frac12", display=False)


def test_a_formula_may_nest_fifty_deep_in_any_thread():
    deep = r"\sqrt{" * 50 + "x" + "}" * 50
    with ThreadPoolExecutor(1) as pool:
        there = pool.submit(formulas.to_mathml, deep, display=True).result()
    assert there.count("<msqrt>") == 50
    assert there == formulas.to_mathml(deep, display=True)


def test_threads_convert_side_by_side_without_mixing_formulas():
    latex = [rf"x_{{{number}}}^{{{number}}}" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: formulas.to_mathml(one, display=False), latex))
    assert together == [formulas.to_mathml(one, display=False) for one in latex]


@pytest.mark.parametrize("odd", ["x\0y", "x\ud800", "\ud800"])
def test_what_is_no_text_is_refused(odd):
    with pytest.raises(formulas.FormulaError):
        formulas.to_mathml(odd, display=False)
