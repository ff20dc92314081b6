"""What is judged of a version, read off its model: one list for the hash and for the diff.

A column that a kind's version model holds is judged unless the model lists it in `NOT_JUDGED`.
So a field added later cannot be forgotten by the hash or by the page that shows what changed.

A version notes the **hash schema** it was hashed by. Whoever adds a judged field raises
`HASH_SCHEMA` and says in the model's `JUDGED_SINCE` which schema the field came with: a version
under review keeps the hash it was submitted with and is not taken for a damaged one.
"""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field

HASH_SCHEMA = 1

# Under which name a column stands in the hash, where that is not its own: the first hashes were
# made with it.
_KEYS = {"block_schema": "schema"}


def judged_fields(model: Any, *, schema: int = HASH_SCHEMA) -> list[Field]:
    """The columns of a kind's version model that say what a reviewer judges."""
    left_out = frozenset().union(*(vars(one).get("NOT_JUDGED", ()) for one in model.__mro__))
    since = {
        name: number
        for one in reversed(model.__mro__)
        for name, number in vars(one).get("JUDGED_SINCE", {}).items()
    }
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in left_out and since.get(field.name, 1) <= schema
    ]


def compute(version: Any, *, schema: int) -> str:
    """SHA-256 of what is judged, as hexadecimal digits."""
    judged = {
        _KEYS.get(field.attname, field.attname): getattr(version, field.attname)
        for field in judged_fields(type(version), schema=schema)
    }
    canonical = json.dumps(
        judged,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        cls=DjangoJSONEncoder,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
