"""What is done in review: the one write door of this room.

Every decision is one transaction: the thing's own row and the task are locked, the facts it
rests on (task open, person eligible, content unchanged, audience grantable) are asked again
inside it, and it is written to the audit log. The second of two people deciding at once finds
the task decided and is told by whom.
"""

from content.review.services.deciding import (
    already_decided,
    pass_task,
    return_task,
    save_answers,
    take_back,
    withdraw,
)
from content.review.services.opening import (
    open_review,
    refresh_if_stale,
    refresh_people,
    refresh_stale,
)
from content.review.services.remarks import (
    accept_remark,
    add_remark,
    mark_fixed,
    reopen_remark,
    reply_remark,
)

__all__ = [
    "accept_remark",
    "add_remark",
    "already_decided",
    "mark_fixed",
    "open_review",
    "pass_task",
    "refresh_if_stale",
    "refresh_people",
    "refresh_stale",
    "reopen_remark",
    "reply_remark",
    "return_task",
    "save_answers",
    "take_back",
    "withdraw",
]
