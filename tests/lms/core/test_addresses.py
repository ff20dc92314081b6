"""Who somebody is behind proxies: as far as we were told to trust, and no further."""

import pytest
from django.test import RequestFactory

from lms.core.addresses import client_address

PEER, OUTER, VISITOR, INVENTED = "10.0.0.1", "192.0.2.1", "198.51.100.7", "6.6.6.6"
THROUGH_TWO = f"{INVENTED}, {VISITOR}, {OUTER}"


@pytest.mark.parametrize(
    ("trusted", "forwarded", "expected"),
    [
        (0, "", PEER),
        (0, THROUGH_TWO, PEER),
        (1, THROUGH_TWO, OUTER),
        (2, THROUGH_TWO, VISITOR),
        (1, f"{INVENTED}, {VISITOR}", VISITOR),
        (1, f"{INVENTED},,  ,{VISITOR} ", VISITOR),
        (1, "", PEER),
        # Somebody went round the outer proxy: what stands there is their own invention.
        (2, INVENTED, PEER),
    ],
)
def test_what_stands_left_of_the_trusted_proxies_proves_nothing(
    settings, trusted: int, forwarded: str, expected: str
) -> None:  # type: ignore[no-untyped-def]
    settings.TRUSTED_PROXIES = trusted
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=PEER, headers=headers)
    assert client_address(request) == expected
