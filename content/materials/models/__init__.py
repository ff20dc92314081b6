"""Learning materials: drafts with steps, and their frozen versions.

A teacher edits a **Material**; each save is a Wagtail revision. Submitting it freezes a
**MaterialVersion** (see `content.versions`). Review judges a version, and readers are only ever
shown a version that was approved: a material's own row is its newest draft and nothing publishes
it, so there is no way round review through it.
"""

from content.materials.models.drafts import FormerLibraryPage, Material
from content.materials.models.formulas import Formula
from content.materials.models.versions import MaterialVersion

__all__ = [
    "FormerLibraryPage",
    "Formula",
    "Material",
    "MaterialVersion",
]
