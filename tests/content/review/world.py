"""A small province: a department with an office, a school with a subject group, and people."""

from dataclasses import dataclass, field
from typing import Any

from content.curriculum.models import Topic
from content.materials.models import Material, MaterialVersion
from content.review import selectors, services
from content.review.models import ReviewTask
from lms.people.models import Unit, UnitSubject, User
from tests.factories.materials import SubjectFactory, TopicFactory, make_draft, submit
from tests.factories.people import (
    SchoolFactory,
    SubjectGroupFactory,
    UnitFactory,
    UnitKindFactory,
    UserFactory,
    give_role,
)


@dataclass
class World:
    """Units and people by what they are."""

    department: Unit
    office: Unit
    school: Unit
    group: Unit
    topic: Topic
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def add(self, name: str, unit: Unit | None, role: str = "", **extra: Any) -> User:
        """Somebody new in a role."""
        user = UserFactory(username=name)
        if unit is not None:
            give_role(user, unit, role, **extra)
        self.people[name] = user
        return user

    def draft(self, author: User | None = None, **columns: Any) -> Material:
        """A complete draft."""
        return make_draft(author=author or self.author, topic=self.topic, **columns)

    def submitted(self, author: User | None = None, **columns: Any) -> MaterialVersion:
        """A version with the subject group."""
        author = author or self.author
        return submit(self.draft(author, **columns), author)

    def passed_by_group(self, **columns: Any) -> MaterialVersion:
        """A version with the head."""
        version = self.submitted(**columns)
        pass_step(self.leader, version)
        return version

    def approved(self, **columns: Any) -> MaterialVersion:
        """A version that readers see."""
        version = self.passed_by_group(**columns)
        pass_step(self.head, version)
        return MaterialVersion.objects.get(pk=version.pk)


def build() -> World:
    """The department above, one lower secondary school with its maths group."""
    department = UnitFactory(name="Sở Giáo dục")
    office_kind = UnitKindFactory(code="phong", name="Phòng")
    office = UnitFactory(name="Phòng Phổ thông", kind=office_kind, parent=department)
    school = SchoolFactory(name="Trường THCS Bến Nhãn", parent=department)
    group = SubjectGroupFactory(name="Tổ Toán", parent=school)
    subject = SubjectFactory(name="Toán", code="TOAN-THU")
    UnitSubject.objects.create(unit=group, subject=subject.uuid)
    world = World(department, office, school, group, TopicFactory(subject=subject))
    world.add("author", group, "teacher")
    world.add("leader", group, "group_leader")
    world.add("colleague", group, "teacher")
    world.add("head", school, "head")
    world.add("deputy", school, "deputy")
    world.add("officer", office, "officer")
    world.add("expert", department, "expert")
    world.add("admin", school, "admin")
    world.add("student", school, "student")
    world.add("guardian", school, "guardian")
    other = SchoolFactory(name="Trường THCS Khác", parent=department)
    other_group = SubjectGroupFactory(name="Tổ Toán khác", parent=other)
    UnitSubject.objects.create(unit=other_group, subject=subject.uuid)
    world.add("other_leader", other_group, "group_leader")
    world.add("other_head", other, "head")
    world.add("superuser", None)
    User.objects.filter(pk=world.superuser.pk).update(is_superuser=True, is_staff=True)
    world.superuser.refresh_from_db()
    return world


def fresh(user: User) -> User:
    """The user as a new request sees them: nothing remembered."""
    return User.objects.get(pk=user.pk)


def task_of(version: MaterialVersion) -> ReviewTask:
    """The open task of a version."""
    task = selectors.open_task(version)
    assert task is not None
    return task


def all_yes(task: ReviewTask) -> dict[int, str]:
    """Yes to every line."""
    return {item.pk: "yes" for item in selectors.checklist_for(task)}


def pass_step(user: User, version: MaterialVersion) -> ReviewTask | None:
    """Pass the open step with yes to every line."""
    task = task_of(version)
    return services.pass_task(acting_user=fresh(user), task=task, answers=all_yes(task))
