"""The embedded default: one machine, no server, no root. `make run` uses this.

The secret key is made at random in the data folder at the first start, so that no two
installations share one and nothing secret stands in the repository.
"""

import secrets

from lms.settings.base import *

DEMO_ALLOWED = True


def _secret_key() -> str:
    path = DATA_DIR / "secret.key"
    # For whoever runs it alone: names, password hashes and sessions stand in it.
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


SECRET_KEY = env.text("SECRET_KEY") or _secret_key()
