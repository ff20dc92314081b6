"""News from this room, for apps above."""

from django.dispatch import Signal

# version: FrozenVersion, acting_user: User, note: str.
# Sent by the room of the thing inside the transaction that freezes the version.
version_submitted = Signal()
