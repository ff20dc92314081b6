"""What is found follows the curriculum and the organisation, without a rebuild by hand."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from content.materials import tasks
from content.materials.models import MaterialVersion
from lms.core.clock import today
from lms.people import services as people
from lms.people.models import UnitLink, User
from search import selectors, services
from tests.factories.curriculum import (
    SUBJECTS,
    TOPICS,
    import_small_programme,
    import_tables,
    topic,
)
from tests.factories.materials import make_version
from tests.factories.people import SchoolFactory, UnitFactory, UserFactory, give_role

pytestmark = [pytest.mark.django_db, pytest.mark.database]
VISITOR = AnonymousUser()


@pytest.fixture
def teacher(db, settings, tmp_path) -> User:
    settings.MEDIA_ROOT = tmp_path / "files"
    user = UserFactory()
    give_role(user, SchoolFactory(), "teacher")
    return user


@pytest.fixture
def version(teacher, tmp_path) -> MaterialVersion:
    """A public material under the topic "Căn thức", findable."""
    import_small_programme(tmp_path)
    made = make_version(
        author=teacher, topic=topic("Căn thức"), title="Bài học mới", audience_scope="public"
    )
    services.rebuild()
    return made


def found(text: str, user: object = VISITOR) -> list[str]:
    return [row.hit.title for row in selectors.search(user, text, literal=True).rows]


OURS = ("content.materials.tasks.reindex_concepts", "search.tasks.update_documents")


def waiting() -> QuerySet[DBTaskResult]:
    """Our own tasks in the queue; Wagtail has others."""
    return DBTaskResult.objects.ready().filter(task_path__in=OURS)


def work_off_queue(capture) -> int:
    """Do what waits, and what that leads to, as a worker does; how many tasks that were."""
    done = 0
    while result := waiting().first():
        with capture(execute=True):
            result.task.func(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])
        result.delete()
        done += 1
    return done


def renamed(rows: list[dict[str, str]], before: str, after: str) -> list[dict[str, str]]:
    """The same table with one name changed and codes that say it is the same thing."""
    return [json.loads(json.dumps(row, ensure_ascii=False).replace(before, after)) for row in rows]


def import_renamed(folder, capture, **tables) -> int:
    """Import a table again; returns how many tasks that put into the queue."""
    with capture(execute=True):
        import_tables(folder, **tables)
    return work_off_queue(capture)


def with_codes() -> list[dict[str, str]]:
    return [{**row, "uuid": str(topic(row["topic"]).uuid)} for row in TOPICS]


def test_a_topic_that_is_renamed_is_found_by_its_new_name(
    version, tmp_path, django_capture_on_commit_callbacks
):
    assert found("căn thức") == ["Bài học mới"]
    rows = renamed(with_codes(), "Căn thức", "Khai phương")
    assert import_renamed(tmp_path, django_capture_on_commit_callbacks, topics=rows)
    assert found("khai phương") == ["Bài học mới"]
    assert found("căn thức") == []


def test_a_subject_that_gets_another_mark_shows_it_in_results(
    version, tmp_path, django_capture_on_commit_callbacks
):
    rows = renamed(SUBJECTS, '"To"', '"Tn"')
    assert import_renamed(tmp_path, django_capture_on_commit_callbacks, subjects=rows)
    (row,) = selectors.search(VISITOR, "căn thức").rows
    assert row.hit.card["subject_mark"] == "Tn"


def test_an_import_that_changes_nothing_or_only_tries_puts_nothing_into_the_queue(
    version, tmp_path, django_capture_on_commit_callbacks
):
    capture = django_capture_on_commit_callbacks
    assert import_renamed(tmp_path, capture, topics=with_codes()) == 0
    rows = renamed(with_codes(), "Căn thức", "Khai phương")
    assert import_renamed(tmp_path, capture, topics=rows, dry_run=True) == 0
    assert found("căn thức") == ["Bài học mới"]


def test_a_task_takes_only_so_many_materials_at_once(
    version, teacher, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks, "BATCH", 2)
    for number in range(4):
        make_version(author=teacher, topic=topic("Căn thức"), title=f"Bài {number}")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.reindex_concepts.func(concept_ids=[topic("Căn thức").subject_id])
    sizes = [len(task.args_kwargs["kwargs"]["keys"]) for task in waiting()]
    assert sorted(sizes) == [1, 2, 2]


def test_when_a_unit_moves_its_people_find_what_their_new_office_shares_at_once():
    """Readers carry the tokens of the units above them; no document names a unit's place."""
    old, new = UnitFactory(name="Phòng cũ"), UnitFactory(name="Phòng mới")
    school = SchoolFactory(parent=old)
    author, reader = UserFactory(), UserFactory()
    give_role(author, new, "teacher")
    give_role(reader, school, "teacher")
    make_version(
        author=author,
        title="Kế hoạch riêng của phòng",
        audience_scope="unit",
        audience_unit=new,
        audience_reach="staff",
    )
    services.rebuild()
    assert found("kế hoạch riêng", reader) == []
    UnitLink.objects.filter(child=school).delete()
    people.link_units(acting_user=None, parent=new, child=school, starts_on=today())
    assert found("kế hoạch riêng", User.objects.get(pk=reader.pk)) == ["Kế hoạch riêng của phòng"]
