"""The student's home: go on first, then what is new for the own grade; about nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.people.models import User
from lms.progress.models import Progress, Watch
from tests.content.review.world import World
from tests.factories.materials import TopicFactory, make_version
from tests.factories.media_published import published_asset
from tests.factories.people import SchoolClassFactory, UserFactory, seat

MOST = 15


def begun(user: User, version, *, completed_at=None, second: float = 0) -> Progress:
    """What a report of this reader left behind."""
    row = Progress.objects.create(person=user.person, version=version, completed_at=completed_at)
    if second:
        asset = published_asset(version.submitted_by or version.material.owner)
        Watch.objects.create(progress=row, asset_id=asset.pk, duration=1000, position=second)
    return row


def public(world: World, title: str, **columns):
    columns.setdefault("topic", world.topic)
    return make_version(author=world.author, title=title, audience_scope="public", **columns)


@pytest.fixture
def student(world: World) -> User:
    """A student of grade 9."""
    user = UserFactory()
    seat(user, SchoolClassFactory(unit=world.school, grade=9, name="9A7"))
    return user


def learning(client, user: User) -> str:
    client.force_login(user)
    answer = client.get("/hoc/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_begun_comes_first_with_the_second_of_its_video(client, world, student) -> None:
    going, new = public(world, "Bài đang học"), public(world, "Bài mới đăng")
    begun(student, going, second=760)
    shown = learning(client, student)
    assert shown.index("Học tiếp") < shown.index(going.title) < shown.index(new.title)
    assert shown.count(going.title) == 1, "not among the new ones as well"
    assert "12:40" in shown


def test_what_is_finished_is_neither_to_go_on_with_nor_new(client, world, student) -> None:
    done = public(world, "Bài đã học xong")
    begun(student, done, completed_at=done.approved_at)
    assert done.title not in learning(client, student)


def test_new_ones_are_of_the_own_grade(client, world, student) -> None:
    public(world, "Bài lớp chín")
    public(world, "Bài lớp sáu", topic=TopicFactory(grade=6, subject=world.topic.subject))
    shown = learning(client, student)
    assert "Bài lớp chín" in shown
    assert "Bài lớp sáu" not in shown
    assert "9A7" in shown


def test_a_classmates_progress_is_not_shown(client, world, student) -> None:
    begun(world.student, public(world, "Bài của bạn"), second=760)
    shown = learning(client, student)
    assert "Học tiếp" not in shown
    assert "12:40" not in shown


def test_what_was_begun_and_is_no_longer_shared_is_gone(client, world, student) -> None:
    closed = make_version(
        author=world.author, topic=world.topic, title="Chỉ cho giáo viên",
        audience_scope="unit", audience_unit=world.school, audience_reach="staff",
    )  # fmt: skip
    begun(student, closed)
    assert closed.title not in learning(client, student)


def test_a_teacher_may_learn_too(client, world) -> None:
    public(world, "Bài mới đăng")
    assert "Bài mới đăng" in learning(client, world.author)


def test_queries_do_not_grow_with_the_library_or_with_what_was_begun(
    client, world, student
) -> None:
    def queries() -> int:
        learning(client, student)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/hoc/").status_code == 200
        return len(captured)

    for number in range(3):
        begun(student, public(world, f"Bài {number}"), second=60)
        public(world, f"Bài mới {number}")
    few = queries()
    for number in range(3, 9):
        begun(student, public(world, f"Bài {number}"), second=60)
        public(world, f"Bài mới {number}")
    assert queries() == few <= MOST
