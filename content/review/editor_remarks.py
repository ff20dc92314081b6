"""What the author sees of review while writing: each open remark at its place in the editor.

The server says to which step or block of the draft a remark belongs; the script
`review/js/editor_remarks.js` puts it there. Without the script all of them stand in the panel.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from content.review import places, selectors
from content.review.models import Remark, ReviewTask
from content.versions.kinds import Step


@dataclass(frozen=True)
class Panel:
    """What the editor shows above the fields."""

    pinned: list[places.Pinned]
    returned: ReviewTask | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.pinned and self.returned is None


def panel_for(thing: UUID, steps: list[Step]) -> Panel:
    """Open remarks on a thing, in the order of the steps of its draft, and why it was sent back."""
    order = {"": -1}
    for step in steps:
        for key in (step.id, *(block.id for block in step.blocks)):
            order[key] = len(order)
    pinned = [places.pin(remark, steps) for remark in selectors.open_remarks_on(thing)]
    in_order = sorted(pinned, key=lambda one: order[one.target])
    return Panel(in_order, selectors.last_return(thing))


def as_json(remark: Remark) -> dict[str, Any]:
    """What the script needs to know after an answer."""
    return {"state": remark.state, "label": remark.get_state_display(), "reply": remark.reply}
