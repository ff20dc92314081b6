"""What clients send as a number."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.core.numbers import is_number


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "1.0", "9" * 10, " 1"])
def test_what_is_no_number(text: str) -> None:
    assert not is_number(text)


@pytest.mark.django_db
@pytest.mark.parametrize("grade", ["²", "9" * 400])
def test_the_library_bears_an_odd_grade(client: Client, grade: str) -> None:
    assert client.get(reverse("materials:library"), {"lop": grade}).status_code == 200
