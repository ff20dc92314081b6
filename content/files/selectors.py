"""What there is to know of a picture or document."""

from django.db import models


def is_in_use(file: models.Model) -> bool:
    """Whether a row of another room needs this file, as frozen versions do. Those rooms protect
    what they use (`on_delete=PROTECT`), so the file's own relations tell, whoever made them."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: file}).exists()
        for relation in file._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT
    )
