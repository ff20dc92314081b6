"""Dates are typed as they are shown: 05/09/2026 is the fifth of September."""

from datetime import date

import pytest
from django import forms
from django.utils import translation


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["05/09/2026", "5/9/26", "05-09-2026", "2026-09-05"])
def test_a_date_is_read_as_it_is_shown(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateField(localize=True).clean(typed) == date(2026, 9, 5)
