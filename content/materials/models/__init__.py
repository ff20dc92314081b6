"""Learning materials: pages with steps, and their frozen versions.

A teacher edits a **MaterialPage**; each save is a Wagtail revision. Submitting it freezes a
**MaterialVersion**: content, metadata, audience and protected links to every file used. Review
judges a version, and readers are only ever shown a version that was approved: the page row
itself is never what a student sees, so there is no way round review through it.
"""

from content.materials.models.formulas import Formula
from content.materials.models.pages import MaterialIndexPage, MaterialPage
from content.materials.models.versions import MaterialVersion, VersionFile

__all__ = [
    "Formula",
    "MaterialIndexPage",
    "MaterialPage",
    "MaterialVersion",
    "VersionFile",
]
