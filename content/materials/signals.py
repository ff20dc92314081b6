"""News from this room, for apps above."""

from django.dispatch import Signal

# page: MaterialPage, version: MaterialVersion, acting_user: User, note: str.
# Sent inside the transaction that freezes the version.
material_submitted = Signal()
