"""The search page leads to the place that a query names, whatever it found."""

import re

import pytest
from django.test import Client

from tests.factories.curriculum import PERIODS, SUBJECTS, TOPICS, import_tables

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("toan 9", "/chuong-trinh/lop-9/toan/"),
        ("lớp 9", "/chuong-trinh/lop-9/"),
        ("ngu van", "/hoc-lieu/?mon=NV"),
    ],
)
def test_a_query_that_names_a_place_shows_the_way_to_it(tmp_path, text, address):
    import_tables(tmp_path, subjects=SUBJECTS, periods=PERIODS, topics=TOPICS)
    html = Client().get("/tim-kiem/", {"q": text}).content.decode()
    assert re.findall(r'<a class="chip" href="([^"]+)">', html)[0] == address
    assert Client().get(address).status_code == 200
