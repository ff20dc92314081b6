"""The demo province's units and people, from data/province.yaml; safe to run twice."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from content.curriculum.models import Subject
from lms.people import services
from lms.people.models import (
    ClassMembership,
    GuardianLink,
    Person,
    SchoolClass,
    SchoolYear,
    TeachingAssignment,
    Unit,
    UnitKind,
    UnitSubject,
    User,
)

DATA = Path(__file__).parent / "data" / "province.yaml"
SINCE = date(2025, 9, 1)


class Province:
    """Writes the province down, step by step. One password for every demo account, which
    `services.seed` gives them afterwards."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.data: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
        self.subjects = {s.code: s.uuid for s in Subject.objects.all()}

    @transaction.atomic
    def write(self) -> list[dict[str, str]]:
        """Everything; returns the accounts to print."""
        for kind in self.data["kinds"]:
            UnitKind.objects.update_or_create(code=kind["code"], defaults=kind)
        for unit in self.data["units"]:
            self._unit(unit)
        self.year, _created = SchoolYear.objects.get_or_create(
            name="2026–2027",
            defaults={
                "starts_on": date(2026, 9, 5),
                "second_semester_starts_on": date(2027, 1, 18),
                "ends_on": date(2027, 5, 31),
            },
        )
        for row in self.data["classes"]:
            unit = Unit.objects.get(code=row["unit"])
            SchoolClass.objects.get_or_create(
                unit=unit, school_year=self.year, name=row["name"], defaults={"grade": row["grade"]}
            )
        for row in self.data["people"]:
            if not User.objects.filter(username=row["login"]).exists():
                self._person(row)
        return [
            {"role": row["show"], "username": row["login"], "password": self.password}
            for row in self.data["people"]
            if "show" in row
        ]

    def _unit(self, row: dict[str, Any]) -> None:
        unit, created = Unit.objects.get_or_create(
            code=row["code"],
            defaults={
                "kind": UnitKind.objects.get(code=row["kind"]),
                "name": row["name"],
                "short_name": row.get("short", ""),
                "is_demo": True,
            },
        )
        if created and "parent" in row:
            parent = Unit.objects.get(code=row["parent"])
            services.link_units(acting_user=None, parent=parent, child=unit, starts_on=SINCE)
        for code in row.get("subjects", []):
            UnitSubject.objects.get_or_create(unit=unit, subject=self.subjects[code])

    def _person(self, row: dict[str, Any]) -> None:
        family, middle, given = row["name"]
        person = services.create_person(
            acting_user=None,
            family_name=family,
            middle_name=middle,
            given_name=given,
            birth_date=row.get("born"),
            is_demo=True,
        )
        services.create_login(
            acting_user=None,
            person=person,
            username=row["login"],
            password=None,
            is_demo=True,
        )
        for unit_code, role in row.get("roles", []):
            unit = Unit.objects.get(code=unit_code)
            services.add_membership(
                acting_user=None, person=person, unit=unit, role=role, starts_on=SINCE
            )
        self._class_of(row, person)
        for class_name, subject in row.get("teaches", []):
            TeachingAssignment.objects.create(
                teacher=person,
                school_class=self._class(class_name),
                subject=self.subjects[subject],
                starts_on=SINCE,
            )
        if "guardian_of" in row:
            GuardianLink.objects.create(
                guardian=person,
                student=Person.objects.get(user__username=row["guardian_of"]),
                relation="Bố",
                starts_on=SINCE,
                confirmed_at=timezone.now(),
            )

    def _class(self, name: str) -> SchoolClass:
        return SchoolClass.objects.get(school_year=self.year, name=name, unit__is_demo=True)

    def _class_of(self, row: dict[str, Any], person: Person) -> None:
        if "class" not in row:
            return
        school_class = self._class(row["class"])
        services.add_membership(
            acting_user=None,
            person=person,
            unit=school_class.unit,
            role="student",
            starts_on=SINCE,
        )
        ClassMembership.objects.create(person=person, school_class=school_class, starts_on=SINCE)
