"""Who is who, where they belong, and since when.

A **person** is somebody the school knows; a **user** is a log-in, which a person may or may
not have. **Units** form a tree that is data: Vietnam changed its levels of government in 2025
and will again. Every right comes from a **dated fact** (a membership, a class membership, a
teaching assignment); nothing is deleted when somebody leaves, the fact gets an end date.
"""

from lms.people.models.facts import (
    ClassMembership,
    Consent,
    GuardianLink,
    Membership,
    RecordAccess,
    Role,
    TeachingAssignment,
)
from lms.people.models.person import ExternalIdentifier, Person, User
from lms.people.models.units import SchoolClass, SchoolYear, Unit, UnitKind, UnitLink, UnitSubject

__all__ = [
    "ClassMembership",
    "Consent",
    "ExternalIdentifier",
    "GuardianLink",
    "Membership",
    "Person",
    "RecordAccess",
    "Role",
    "SchoolClass",
    "SchoolYear",
    "TeachingAssignment",
    "Unit",
    "UnitKind",
    "UnitLink",
    "UnitSubject",
    "User",
]
