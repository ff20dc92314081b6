"""News from this room, for apps above."""

from django.dispatch import Signal

# concept_ids: list[int]. What lists and search show of these concepts (name, place, colour) has
# changed. Sent inside the transaction of the change.
concepts_changed = Signal()
