"""What day it is in Vietnam. Memberships begin and end by the school's calendar, not by UTC."""

from datetime import date

from django.utils import timezone


def today() -> date:
    """Today's date in the installation's time zone (Asia/Ho_Chi_Minh)."""
    return timezone.localdate()
