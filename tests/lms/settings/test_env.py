"""Environment variables: an empty one is an unset one, and a wrong one is said with the way out."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.settings import env

NAME = "PHO_HIEN_TEST"


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("value", [None, "", " "])
def test_a_flag_that_is_unset_or_empty_is_its_default(
    monkeypatch: pytest.MonkeyPatch, value: str | None, default: bool
) -> None:
    if value is not None:
        monkeypatch.setenv(NAME, value)
    assert env.flag(NAME, default) is default


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)]
)
def test_a_flag_that_is_set_is_what_it_says(
    monkeypatch: pytest.MonkeyPatch, value: str, meant: bool
) -> None:
    monkeypatch.setenv(NAME, value)
    assert env.flag(NAME, not meant) is meant


def test_the_others_take_an_empty_one_as_unset_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "")
    assert env.text(NAME, "given") == "given"
    assert env.number(NAME, 7) == 7
    assert env.words(NAME, "a, b") == ["a", "b"]
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.required(NAME)


def test_what_makes_no_sense_is_said_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "maybe")
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.flag(NAME)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.number(NAME, 1)
