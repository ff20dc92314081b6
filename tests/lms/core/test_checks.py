"""No demo account where real children are."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured

from lms.core import checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings: Any, tmp_path: Path) -> Any:
    settings.DEMO_ALLOWED = False
    settings.DEMO_MARKER = tmp_path / "demo.json"
    return settings


def make_user(*, is_demo: bool) -> None:
    get_user_model().objects.create_user(username="an", password="x", is_demo=is_demo)


def test_a_clean_database_may_go_into_production(production: Any) -> None:
    make_user(is_demo=False)
    checks.refuse_demo_in_production()


def test_production_refuses_demo_accounts(production: Any) -> None:
    make_user(is_demo=True)
    with pytest.raises(ImproperlyConfigured, match="remove_demo"):
        checks.refuse_demo_in_production()
    assert [error.id for error in checks.no_demo_accounts(databases=["default"])] == ["lms.E002"]


def test_production_refuses_a_folder_with_demo_passwords(production: Any) -> None:
    production.DEMO_MARKER.write_text("{}")
    with pytest.raises(ImproperlyConfigured, match="remove_demo"):
        checks.refuse_demo_in_production()


def test_the_embedded_default_may_have_both(settings: Any) -> None:
    make_user(is_demo=True)
    assert settings.DEMO_ALLOWED
    checks.refuse_demo_in_production()
