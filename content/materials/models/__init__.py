"""Learning materials: pages with steps, and their frozen versions.

A teacher edits a **MaterialPage**; each save is a Wagtail revision. Submitting it freezes a
**MaterialVersion** (see `content.versions`). Review judges a version, and readers are only ever
shown a version that was approved: the page row itself is never what a student sees, so there is
no way round review through it.
"""

from content.materials.models.formulas import Formula
from content.materials.models.pages import MaterialIndexPage, MaterialPage
from content.materials.models.versions import MaterialVersion

__all__ = [
    "Formula",
    "MaterialIndexPage",
    "MaterialPage",
    "MaterialVersion",
]
