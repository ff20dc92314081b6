"""A process that answers a handful of requests and logs as the product does (see test_logs)."""

import logging.config
import uuid
from unittest import mock

REQUEST_ID = "abc-123_DEF.4567"
FAULT = "RuntimeError: out of order"
# What a person typed, is called or comes from, in the requests below.
SECRETS = (
    "nguyen", "geheim", "khong-co", "mat-khau", "203.0.113.9", "127.0.0.1", "Firefox", "cookie-xyz",
)  # fmt: skip


def answer_requests() -> None:
    """A page that is not there, a forged reset, a wrong password, a fault of ours."""
    import django

    django.setup()
    from django.test import Client

    from lms.settings.logs import LOGGING

    logging.config.dictConfig(LOGGING)
    about = {
        "headers": {"X-Request-ID": REQUEST_ID, "User-Agent": "Firefox"},
        "REMOTE_ADDR": "203.0.113.9",
        "raise_request_exception": False,
    }
    client, strict = Client(**about), Client(**about, enforce_csrf_checks=True)
    client.cookies["theme"] = "cookie-xyz"
    typed = {"username": "nguyenthian", "password": "mat-khau-cua-em"}
    client.get("/khong-co/nguyen-thi-an/?q=nguyen+thi+an&token=geheim")
    strict.post(f"/nguoi/{uuid.UUID(int=7)}/cap-lai-mat-khau/?next=/nguyen/", typed)
    client.post("/dang-nhap/?next=/nguyen/", typed)
    with mock.patch("lms.home.views.people.is_student", side_effect=RuntimeError("out of order")):
        client.get("/?q=nguyen+thi+an")


if __name__ == "__main__":
    answer_requests()
