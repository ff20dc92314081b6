"""News for the apps that show assets."""

from django.dispatch import Signal

asset_ready = Signal()
"""An asset can be played. Arguments: asset_id (UUID), owner_id (int). Sent after commit."""

asset_failed = Signal()
"""An asset was refused or gave up for good. Arguments: asset_id (UUID), owner_id (int),
code (str, see errors.MESSAGES). Sent after commit."""
