"""The demo province: written through the real services, safe to run twice, and removable."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from wagtail.images.tests.utils import get_test_image_file

from content.curriculum.models import Subject, Topic
from content.files.models import Document, Picture
from content.materials.models import Material, MaterialVersion
from content.review.models import Remark, ReviewTask
from content.versions.models import VersionFile
from lms.demo import materials, removal, services, texts
from lms.people import selectors as people
from lms.people.models import Person, Role, SchoolYear, Unit, User
from search import services as search
from search.models import Document as IndexedDocument
from tests.factories.materials import block, make_draft, published, step
from tests.factories.people import SchoolFactory, SchoolYearFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
FEW = [
    "phuong-trinh-bac-hai",  # approved, by the subject group and the head
    "chu-vi-hinh-chu-nhat",  # approved in a primary school, which has no subject group
    "dinh-li-pythagore",  # with two pictures and a worksheet
]


@pytest.fixture
def marker(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(services, "BREATH_SECONDS", 0)
    settings.DEMO_MARKER = tmp_path / "demo.json"
    return settings.DEMO_MARKER


@pytest.fixture
def few_texts(monkeypatch: pytest.MonkeyPatch) -> list[texts.DemoText]:
    every = texts.read_all(materials.TEXTS)
    states = {text.state: text for text in every if not text.video}
    chosen = {text.slug: text for text in every if text.slug in FEW}
    chosen.update({text.slug: text for text in states.values()})
    monkeypatch.setattr(services.texts, "read_all", lambda folder: list(chosen.values()))
    return list(chosen.values())


@pytest.fixture
def seeded(marker: Path, few_texts: list[texts.DemoText]) -> list[texts.DemoText]:
    services.seed(say=lambda line: None)
    return few_texts


# What a text calls its state while it is judged, and the step it waits at then.
WAITING_AT = {"submitted": "group", "group_passed": "head"}


def page_of(slug: str) -> Material:
    return Material.objects.get(slug=f"{slug}-demo")


def test_every_text_arrives_in_its_state(seeded: list[texts.DemoText]) -> None:
    assert {text.state for text in seeded} >= {
        "draft", "submitted", "group_passed", "sent_back", "approved",
    }  # fmt: skip
    for text in seeded:
        material = page_of(text.slug)
        waiting = ReviewTask.objects.filter(version__thing=material.uuid, state="open").first()
        if text.state in WAITING_AT:
            assert material.review_state == "in_review"
            assert waiting.step.code == WAITING_AT[text.state]
        else:
            assert material.review_state == text.state
            assert waiting is None
        published = page_of(text.slug).versions.filter(published=True).exists()
        assert published is (text.state == "approved")


def test_the_province_has_its_three_schools_and_a_centre(seeded: list[texts.DemoText]) -> None:
    schools = Unit.objects.filter(kind__is_school=True)
    levels = ["truong-th", "truong-thcs", "truong-thpt", "trung-tam-gdtx"]
    assert sorted(schools.values_list("kind__code", flat=True)) == sorted(levels)
    department = Unit.objects.get(kind__code="so")
    assert all(people.units_above(school) == [department] for school in schools)
    # Whatever the programme has, not only what the materials are about.
    assert Subject.objects.count() > len({text.subject for text in texts.read_all(materials.TEXTS)})
    assert set(Topic.objects.values_list("grade", flat=True)) == set(range(1, 13))


def test_what_is_approved_went_through_both_steps(seeded: list[texts.DemoText]) -> None:
    version = published(page_of("phuong-trinh-bac-hai"))
    steps = list(ReviewTask.objects.filter(version=version).order_by("pk"))
    assert [task.state for task in steps] == ["passed", "passed"]
    deciders = {task.decided_by.username for task in steps}
    assert deciders == {"totruong", "hieutruong"}
    assert version.submitted_by.username == "giaovien"


def test_its_pictures_and_its_worksheet_are_frozen_with_it(seeded: list[texts.DemoText]) -> None:
    version = published(page_of("dinh-li-pythagore"))
    blocks = [block for step in version.content for block in step["value"]["body"]]
    shown = [block["value"]["image"] for block in blocks if block["type"] == "picture"]
    assert len(shown) == 2
    assert all(image["alt_text"] and not image["decorative"] for image in shown)
    used = VersionFile.objects.filter(version=version, image__isnull=False)
    assert [file.image_id for file in used.order_by("pk")] == [image["image"] for image in shown]
    assert {file.image.uploaded_by_user for file in used} == {version.submitted_by}
    sheet = VersionFile.objects.get(version=version, document__isnull=False).document
    assert (sheet.pages, sheet.uploaded_by_user) == (1, version.submitted_by)


def test_every_approved_text_is_handed_to_search(
    marker: Path,
    few_texts: list[texts.DemoText],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.seed(say=lambda line: None)
    asked = DBTaskResult.objects.filter(task_path="search.tasks.update_documents")
    search.update([key for task in asked for key in task.args_kwargs["kwargs"]["keys"]])
    approved = [page_of(text.slug) for text in few_texts if text.state == "approved"]
    expected = {f"material:{page.uuid}" for page in approved}
    assert expected
    assert set(IndexedDocument.objects.values_list("key", flat=True)) == expected


def test_a_primary_school_without_a_group_has_its_deputy_decide(
    seeded: list[texts.DemoText],
) -> None:
    version = published(page_of("chu-vi-hinh-chu-nhat"))
    first = ReviewTask.objects.filter(version=version).order_by("pk").first()
    assert first.decided_by.username == "phohieutruong.th"


def test_running_it_twice_changes_nothing(seeded: list[texts.DemoText]) -> None:
    models = (MaterialVersion, Picture, Document, User, Unit)
    before = [model.objects.count() for model in models]
    assert all(before)
    services.seed(say=lambda line: None)
    assert [model.objects.count() for model in models] == before


@pytest.mark.parametrize("cut_at", ["_review", "_pass"])
def test_a_material_cut_short_on_its_way_through_review_is_written_whole_the_next_time(
    marker: Path,
    few_texts: list[texts.DemoText],
    monkeypatch: pytest.MonkeyPatch,
    cut_at: str,
) -> None:
    text = next(text for text in few_texts if text.slug == "dinh-li-pythagore")
    monkeypatch.setattr(services.texts, "read_all", lambda folder: [text])

    def killed(*arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(materials, cut_at, killed)
        with pytest.raises(KeyboardInterrupt):
            services.seed(say=lambda line: None)
    assert not materials.exists(text)
    assert not MaterialVersion.objects.exists()
    assert not Picture.objects.exists()
    services.seed(say=lambda line: None)
    assert page_of(text.slug).review_state == "approved"
    assert (Picture.objects.count(), Document.objects.count()) == (2, 1)


@pytest.mark.parametrize("left", ["", '{"password": "ab', "[]", '{"accounts": []}'])
def test_a_marker_that_cannot_be_read_is_made_anew_and_all_accounts_take_its_password(
    marker: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    demo, real = UserFactory(is_demo=True), UserFactory()
    marker.write_text(left, encoding="utf-8")
    monkeypatch.setattr(services.curriculum, "load_bundled", lambda acting_user: None)
    monkeypatch.setattr(services.Province, "write", lambda province: [])
    monkeypatch.setattr(services.texts, "read_all", lambda folder: [])
    services.seed(say=lambda line: None)
    secret = json.loads(marker.read_text(encoding="utf-8"))["password"]
    assert secret == services.password()
    demo.refresh_from_db()
    real.refresh_from_db()
    assert demo.check_password(secret)
    assert not real.check_password(secret)


def test_whoever_reads_the_marker_while_it_is_written_finds_a_whole_one(
    marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services._write_marker("first", [])

    def killed(path: Path, text: str, **options: Any) -> int:
        path.open("w").write(text[: len(text) // 2])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", killed)
    with pytest.raises(KeyboardInterrupt):
        services._write_marker("second", [])
    assert json.loads(marker.read_text(encoding="utf-8"))["password"] == "first"


def test_the_accounts_are_written_down_with_a_password_that_works(
    seeded: list[texts.DemoText], marker: Path
) -> None:
    told = json.loads(marker.read_text(encoding="utf-8"))
    assert marker.stat().st_mode & 0o077 == 0
    for account in told["accounts"]:
        assert User.objects.get(username=account["username"]).check_password(account["password"])
    roles = {m.role for user in User.objects.all() for m in user.person.memberships.all()}
    assert roles == set(Role.values)


def test_two_installations_get_different_passwords(
    settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    settings.DEMO_MARKER = tmp_path / "one.json"
    first = services.password()
    settings.DEMO_MARKER = tmp_path / "two.json"
    assert services.password() != first


def test_production_settings_refuse_it(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_ALLOWED = False
    with pytest.raises(ImproperlyConfigured):
        services.seed(say=lambda line: None)


def test_one_command_removes_it_whole(
    seeded: list[texts.DemoText],
    marker: Path,
    capsys: pytest.CaptureFixture[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    files = [row.file for model in (Picture, Document) for row in model.objects.all()]
    assert all(file.storage.exists(file.name) for file in files)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_demo")
    for model in (
        User, Person, Unit, Material, MaterialVersion, ReviewTask, Remark, Picture,
        Document,
    ):  # fmt: skip
        assert not model.objects.exists(), model
    assert not marker.exists()
    for left in DBTaskResult.objects.filter(task_path__endswith="delete_file_from_storage_task"):
        left.task.call(*left.args_kwargs["args"], **left.args_kwargs["kwargs"])
    assert not any(file.storage.exists(file.name) for file in files)


def test_nothing_is_removed_while_a_real_person_works_in_a_demo_school(
    seeded: list[texts.DemoText],
) -> None:
    give_role(UserFactory(), Unit.objects.get(code="thcs-ben-nhan"), Role.TEACHER)
    before = MaterialVersion.objects.count()
    with pytest.raises(ValidationError):
        removal.remove()
    assert MaterialVersion.objects.count() == before
    assert User.objects.filter(is_demo=True).exists()


def test_nothing_is_removed_while_a_real_draft_shows_a_demo_picture(
    seeded: list[texts.DemoText],
) -> None:
    picture = Picture.objects.create(
        title="Nhãn lồng",
        file=get_test_image_file(),
        uploaded_by_user=User.objects.filter(is_demo=True).first(),
    )
    shown = {"image": {"image": picture.pk, "decorative": True, "alt_text": ""}, "caption": ""}
    author = give_role(UserFactory(), SchoolFactory(), Role.TEACHER).person.user
    draft = make_draft(
        author=author, title="Bài của cô Hà", steps=[step("A", block("picture", shown))]
    )
    with pytest.raises(ValidationError, match="Bài của cô Hà"):
        removal.remove()
    assert Picture.objects.filter(pk=picture.pk).exists()
    assert Material.objects.filter(pk=draft.pk).exists()


def test_nothing_is_removed_while_a_real_person_writes_in_a_demo_material(
    seeded: list[texts.DemoText],
) -> None:
    page = Material.objects.first()
    page.save_revision(user=UserFactory())
    with pytest.raises(ValidationError, match=re.escape(page.title)):
        removal.remove()
    assert Material.objects.filter(pk=page.pk).exists()


def test_a_school_year_that_a_real_school_prepares_stays(seeded: list[texts.DemoText]) -> None:
    coming = SchoolYearFactory(name="2031–2032")
    removal.remove()
    assert [year.name for year in SchoolYear.objects.all()] == [coming.name]
