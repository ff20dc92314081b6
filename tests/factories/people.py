"""People, units and roles for tests."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from lms.people import services
from lms.people.models import (
    ClassMembership,
    Membership,
    Person,
    SchoolClass,
    SchoolYear,
    Unit,
    UnitKind,
    UnitLink,
    User,
)

PASSWORD = "mat-khau-thu-nghiem"


class PersonFactory(DjangoModelFactory):
    """Somebody with a Vietnamese name."""

    class Meta:
        model = Person

    family_name = "Nguyễn"
    middle_name = "Thị"
    given_name = factory.Sequence(lambda n: f"Nhãn{n}")


class UserFactory(DjangoModelFactory):
    """A log-in with a person behind it; the password is PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"nguoi{n}")
    person = factory.SubFactory(PersonFactory)

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        if create:
            self.save()


class UnitKindFactory(DjangoModelFactory):
    """A kind of unit."""

    class Meta:
        model = UnitKind
        django_get_or_create = ("code",)

    code = "so"
    name = "Sở"


class UnitFactory(DjangoModelFactory):
    """A unit; `parent` puts it under another one."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    kind = factory.SubFactory(UnitKindFactory)
    code = factory.Sequence(lambda n: f"don-vi-{n}")
    name = factory.Sequence(lambda n: f"Đơn vị {n}")

    @factory.post_generation
    def parent(self, create: bool, extracted: Unit | None, **kwargs: Any) -> None:
        if extracted is not None:
            UnitLink.objects.create(parent=extracted, child=self, starts_on=date(2020, 1, 1))


class SchoolFactory(UnitFactory):
    """A school."""

    kind = factory.SubFactory(UnitKindFactory, code="truong", name="Trường", is_school=True)
    code = factory.Sequence(lambda n: f"truong-{n}")


class SubjectGroupFactory(UnitFactory):
    """A subject group of a school."""

    kind = factory.SubFactory(
        UnitKindFactory, code="to-chuyen-mon", name="Tổ chuyên môn", is_subject_group=True
    )
    code = factory.Sequence(lambda n: f"to-{n}")


class SchoolYearFactory(DjangoModelFactory):
    """The school year 2026–2027."""

    class Meta:
        model = SchoolYear
        django_get_or_create = ("name",)

    name = "2026–2027"
    starts_on = date(2026, 9, 5)
    second_semester_starts_on = date(2027, 1, 18)
    ends_on = date(2027, 5, 31)


class SchoolClassFactory(DjangoModelFactory):
    """A class of grade 9."""

    class Meta:
        model = SchoolClass

    unit = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    grade = 9
    name = factory.Sequence(lambda n: f"9A{n}")


def give_role(user: User, unit: Unit, role: str, **extra: Any) -> Membership:
    """Give a user a role in a unit, as the service does."""
    extra.setdefault("starts_on", date(2020, 9, 1))
    return services.add_membership(
        acting_user=None, person=user.person, unit=unit, role=role, **extra
    )


def seat(user: User, school_class: SchoolClass) -> ClassMembership:
    """Put a student into a class and its school."""
    give_role(user, school_class.unit, "student")
    return ClassMembership.objects.create(
        person=user.person, school_class=school_class, starts_on=date(2020, 9, 1)
    )
