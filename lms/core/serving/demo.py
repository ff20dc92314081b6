"""What `serve` and the checks know of the demo: its marker file and its accounts.

Contract with lms.demo: it writes settings.DEMO_MARKER as
{"accounts": [{"role": …, "username": …, "password": …}, …]} and sets `is_demo` on the users it
makes; `seed_demo` may be run at each start and does what is left to do.
"""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist


def accounts() -> list[dict[str, Any]]:
    """The accounts to show at start; none before the demo has made them."""
    try:
        facts = json.loads(settings.DEMO_MARKER.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    found = facts.get("accounts", []) if isinstance(facts, dict) else []
    return [account for account in found if isinstance(account, dict)]


def accounts_exist() -> bool:
    """Whether the database holds demo users."""
    model = get_user_model()
    try:
        model._meta.get_field("is_demo")
    except FieldDoesNotExist:
        return False
    return model._default_manager.filter(is_demo=True).exists()
