"""The seventeen known ways round a two-step review in Wagtail; each is really tried.

After every attempt readers see what review approved and nothing else. Some of these ways go through
Wagtail's pages: a draft is none, so there they are tried at the addresses they would have.
"""

import contextlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client, override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.models import (
    DraftStateMixin,
    Page,
    Revision,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.test.utils.form_data import nested_form_data, streamfield

from content.curriculum.models import Subject
from content.files.models import Document, Picture
from content.materials import services as materials
from content.materials.models import Material, MaterialVersion
from content.materials.policies import material_policy
from content.materials.selectors import published_by_slug
from content.review import services
from content.versions.models import FrozenVersion
from media_pipeline.models import Asset, Caption
from tests.content.review.world import World, all_yes, fresh, pass_step, task_of
from tests.factories.materials import (
    TopicFactory,
    block,
    save_draft,
    step,
    submit,
    three_steps,
)
from tests.factories.people import give_role

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NEW = "Nội dung chưa ai thẩm định"


def readers_see(world: World, page: Material) -> MaterialVersion | None:
    """What a student is shown; every door to it must say the same."""
    student = fresh(world.student)
    page = Material.objects.get(pk=page.pk)
    version = published_by_slug(student, page.slug)
    assert material_policy.allows(student, "read", page) == (version is not None)
    client = Client()
    client.force_login(student)
    answer = client.get(f"/hoc-lieu/{page.slug}/")
    assert answer.status_code == (200 if version else 404)
    assert NEW not in answer.content.decode()
    return version


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def form_of(page: Material, **changes: Any) -> dict[str, Any]:
    """The editor's form as it would be sent: whatever fields it has, with their values."""
    draft = page.get_latest_revision_as_object()
    form = draft.get_edit_handler().get_form_class()(instance=draft)
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        if name in {"steps", "comments"} or name.startswith("comment"):
            continue
        value = field.prepare_value(form.get_initial_for_field(field, name))
        if value is None or value is False:
            continue
        data[name] = [getattr(v, "pk", v) for v in value] if isinstance(value, list) else value
    data["steps"] = streamfield([])
    for prefix in form.formsets:
        data.update({f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0})
    data.update(changes)
    return nested_form_data(data)


def edit_url(page: Material) -> str:
    return reverse("materials_editor:edit", args=[page.pk])


def assert_no_such_address(world: World, *paths: str, data: Any = None) -> None:
    """For the author, for the head and for a superuser, to look and to send."""
    for user in (world.author, world.head, world.superuser):
        client = client_of(user)
        for path in paths:
            assert client.get(path).status_code in {404, 405}, path
            assert client.post(path, data or {}).status_code in {404, 405}, path


def of_pages(page: Material, *actions: str) -> list[str]:
    """Where Wagtail would do this to a page with the number of a material."""
    return [f"/quan-tri/pages/{page.pk}/{action}/" for action in actions]


def of_snippets(page: Material, *actions: str) -> list[str]:
    """Where Wagtail would do this to a material: by its usual address and by ours."""
    paths = ("snippets/materials/material", "hoc-lieu")
    return [f"/quan-tri/{path}/{action}/{page.pk}/" for path in paths for action in actions]


def unreviewed(world: World, page: Material) -> Revision:
    """A newer draft that nobody reviewed."""
    save_draft(page, world.author, title=NEW, summary=NEW)
    revision = Material.objects.get(pk=page.pk).get_latest_revision()
    assert revision is not None
    return revision


def test_01_direct_publish(world: World) -> None:
    page = world.draft()
    author, root = client_of(world.author), client_of(world.superuser)
    before = page.revisions.count()
    author.post(edit_url(page), form_of(page, title=NEW))
    assert page.revisions.count() == before + 1, "control: the form itself is complete"
    for client in (author, root):
        client.post(edit_url(page), form_of(page, title=NEW, **{"action-publish": "x"}))
        assert readers_see(world, page) is None
    # A draft has nothing that publishes it, in code as little as on a screen.
    assert not issubclass(Material, DraftStateMixin | WorkflowMixin)
    assert not hasattr(page, "publish")
    assert_no_such_address(world, *of_pages(page, "unpublish", "publish"))
    revision = unreviewed(world, page)
    with pytest.raises(AttributeError):
        revision.publish(user=None, skip_permission_checks=True)
    assert readers_see(world, page) is None


def test_02_bulk_action(world: World) -> None:
    page = world.draft(title=NEW)
    approved = world.approved(title="Đã duyệt")
    for action in ("publish", "unpublish", "delete", "move"):
        of_page = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        own = reverse("wagtail_bulk_action", args=["materials", "material", action])
        assert_no_such_address(world, f"{own}?id={page.pk}&id={approved.material_id}&next=/")
        for user in (world.author, world.head, world.superuser):
            query = f"?id={page.pk}&id={approved.material_id}&next=/"
            client_of(user).post(of_page + query, {"include_descendants": "on"})
            client_of(user).post(f"{of_page}?id=all&next=/", {"include_descendants": "on"})
    assert Material.objects.filter(pk__in=[page.pk, approved.material_id]).count() == 2
    assert readers_see(world, approved.material) == approved
    assert readers_see(world, page) is None


def test_03_writable_api_is_not_mounted(world: World) -> None:
    def modules(resolver: Any) -> set[str]:
        found: set[str] = set()
        for entry in resolver.url_patterns:
            if hasattr(entry, "url_patterns"):
                found |= modules(entry)
            else:
                found.add(getattr(entry.callback, "__module__", ""))
        return found

    assert not {name for name in modules(get_resolver()) if name.startswith("wagtail.api.v3")}
    assert not [app for app in settings.INSTALLED_APPS if app.startswith("wagtail.api")]
    page = world.draft()
    client = client_of(world.superuser)
    for path in ("/api/v3/pages/", f"/api/v3/pages/{page.pk}/publish/", "/api/v2/pages/"):
        assert client.post(path, {}, content_type="application/json").status_code == 404
    assert readers_see(world, page) is None


def test_04_one_person_in_both_roles(world: World) -> None:
    give_role(world.leader, world.school, "head")
    version = world.submitted()
    pass_step(world.leader, version)
    task = task_of(version)
    with pytest.raises(PermissionDenied):
        services.pass_task(acting_user=fresh(world.leader), task=task, answers=all_yes(task))
    assert readers_see(world, version.material) is None
    pass_step(world.head, version)
    assert readers_see(world, version.material) == version


def test_05_superuser_has_no_say(world: World) -> None:
    version = world.submitted()
    for _step in range(2):
        task = task_of(version)
        with pytest.raises(PermissionDenied):
            services.pass_task(acting_user=fresh(world.superuser), task=task, answers=all_yes(task))
        with pytest.raises(PermissionDenied):
            services.return_task(acting_user=fresh(world.superuser), task=task, reason="Không.")
        desk = reverse("review:desk", args=[task.uuid])
        assert client_of(world.superuser).post(desk, {"action": "pass"}).status_code == 404
        assert readers_see(world, version.material) is None
        if task.step.code == "group":
            pass_step(world.leader, version)


def test_06_edit_after_step_one(world: World) -> None:
    version = world.passed_by_group()
    page = Material.objects.get(pk=version.material_id)
    before = page.latest_revision_id
    client_of(world.author).post(edit_url(page), form_of(page, title=NEW))
    assert Material.objects.get(pk=page.pk).latest_revision_id == before
    # Even where code saves a draft past the lock, what is approved is what was frozen.
    unreviewed(world, page)
    pass_step(world.head, version)
    seen = readers_see(world, page)
    assert seen == version
    assert seen.title == "Phương trình bậc hai"
    # And content changed under the reviewers' hands is noticed.
    second = submit_again(world, page)
    MaterialVersion.objects.filter(pk=second.pk).update(title=NEW)
    with pytest.raises(ValidationError):
        pass_step(world.leader, MaterialVersion.objects.get(pk=second.pk))
    assert readers_see(world, page) == version


def submit_again(world: World, page: Material, **columns: Any) -> MaterialVersion:
    columns.setdefault("title", "Phương trình bậc hai, bản sửa")
    columns.setdefault("summary", "Bản sửa có thêm một ví dụ cho học sinh.")
    save_draft(Material.objects.get(pk=page.pk), world.author, **columns)
    return submit(page, world.author)


def test_07_create_and_publish_copy_and_publish(world: World) -> None:
    version = world.approved()
    count = Material.objects.count()
    root = Page.get_first_root_node()
    assert_no_such_address(
        world,
        f"/quan-tri/pages/add/materials/material/{root.pk}/",
        *of_pages(version.material, "copy"),
        *of_snippets(version.material, "copy"),
        "/quan-tri/snippets/materials/material/add/",
        "/quan-tri/hoc-lieu/add/",
        data=form_of(version.material, slug="moi", title=NEW, **{"action-publish": "x"}),
    )
    assert Material.objects.count() == count
    # Code that copies the row, approval and all, gives readers nothing.
    copy = Material.objects.get(pk=version.material_id)
    copy.pk, copy.uuid, copy.slug, copy.title = None, uuid4(), "ban-sao", NEW
    copy._state.adding = True
    copy.save()
    assert copy.review_state == "approved", "control: the row says so"
    assert readers_see(world, copy) is None
    assert readers_see(world, version.material) == version


def test_08_alias_of_an_approved_material(world: World) -> None:
    version = world.approved()
    assert not hasattr(version.material, "create_alias")
    assert_no_such_address(
        world, *of_pages(version.material, "copy", "convert_alias"), data={"alias": "on"}
    )
    # A row with the same UUID or address would be one; there is none.
    for column in ("uuid", "slug"):
        other = world.draft(title=f"Khác {column}")
        with pytest.raises(IntegrityError), transaction.atomic():
            Material.objects.filter(pk=other.pk).update(
                **{column: getattr(version.material, column)}
            )


def test_09_scheduled_publishing(world: World) -> None:
    page = world.draft()
    revision = unreviewed(world, page)
    past = timezone.now() - timedelta(minutes=1)
    content = {**revision.content, "go_live_at": past.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
    # Wagtail's command fails at what cannot be published, or passes it over.
    with contextlib.suppress(AttributeError):
        call_command("publish_scheduled")
    assert readers_see(world, page) is None
    schedule = {"go_live_at": "2020-01-01 00:00", "action-publish": "x"}
    client_of(world.author).post(edit_url(page), form_of(page, **schedule))
    assert readers_see(world, page) is None
    assert_no_such_address(
        world,
        *of_pages(page, f"revisions/{revision.pk}/unschedule"),
        *of_snippets(page, "schedule"),
    )


def test_10_rejection_resumed_at_step_two(world: World) -> None:
    first = world.passed_by_group()
    old = task_of(first)
    services.return_task(acting_user=world.head, task=old, reason="Xin sửa lại bước 2.")
    second = submit_again(world, first.material)
    task = task_of(second)
    assert task.step.code == "group"
    with pytest.raises(PermissionDenied):
        services.pass_task(acting_user=fresh(world.head), task=task, answers=all_yes(task))
    with pytest.raises(ValidationError):
        services.pass_task(acting_user=fresh(world.head), task=old, answers=all_yes(old))
    assert readers_see(world, first.material) is None


def test_11_revision_rewritten_in_place(world: World) -> None:
    version = world.passed_by_group()
    page = Material.objects.get(pk=version.material_id)
    sent = {"overwrite_revision_id": version.revision_id, "title": NEW}
    author = client_of(world.author)
    author.post(edit_url(page), form_of(page, **sent))
    assert Revision.objects.get(pk=version.revision_id).content["title"] != NEW
    # A revision rewritten by code: readers still get the frozen version.
    draft = page.get_latest_revision_as_object()
    draft.title = NEW
    draft.save_revision(user=world.author, overwrite_revision=version.revision)
    pass_step(world.head, version)
    seen = readers_see(world, page)
    assert seen == version
    assert seen.title != NEW
    # After approval the lock is open again; the same POST changes a draft, not what is read.
    author.post(edit_url(page), form_of(page, **sent))
    version.revision.refresh_from_db()
    assert version.revision.content["title"] == NEW, "control: it really was rewritten"
    assert readers_see(world, page) == version


def picture(name: str = "hinh.png", colour: int = 0) -> ImageFile:
    from io import BytesIO

    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (40, 30), (colour, 90, 90)).save(buffer, "PNG")
    return ImageFile(BytesIO(buffer.getvalue()), name=name)


def test_12_files_replaced_under_the_same_id(world: World) -> None:
    image = Picture.objects.create(
        title="Đồ thị", file=picture(), description="Parabol", uploaded_by_user=world.author
    )
    document = Document.objects.create(
        title="Phiếu", file=ContentFile(b"%PDF-1.4", name="phieu.pdf")
    )
    asset = Asset.objects.create(
        owner=world.author, name="bai.mp4", storage_key="x", size=1, state="ready"
    )
    caption = Caption.objects.create(
        asset=asset, label="Tiếng Việt", storage_key="c1", sha256="0" * 64
    )
    media = step(
        "Tệp",
        block("picture", {"image": _image_value(image), "caption": ""}),
        block("document", {"document": document.pk, "note": ""}),
        block("video", {"asset": str(asset.pk), "title": "Bài giảng"}),
    )
    version = world.approved(steps=[*three_steps(), media])
    used = version.files.values_list("image", "document", "asset", "caption")
    assert {tuple(k for k in row if k) for row in used} == {
        (image.pk,), (document.pk,), (asset.pk,), (caption.pk,),
    }  # fmt: skip
    for row, file in ((image, picture(colour=200)), (document, ContentFile(b"%PDF", name="b.pdf"))):
        name = row.file.name
        row.file = file
        with pytest.raises(ValidationError):
            row.save()
        assert type(row).objects.get(pk=row.pk).file.name == name
    for row in (image, document, caption, asset):
        with pytest.raises(ProtectedError):
            type(row).objects.get(pk=row.pk).delete()
    client = client_of(world.superuser)
    client.raise_request_exception = False
    before = Picture.objects.get(pk=image.pk).file.name
    client.post(
        reverse("wagtailimages:edit", args=[image.pk]), {"title": "Khác", "file": picture("k.png")}
    )
    client.post(reverse("wagtailimages:delete", args=[image.pk]))
    assert Picture.objects.get(pk=image.pk).file.name == before
    # New captions are another row; the version keeps naming the reviewed ones.
    Caption.objects.filter(pk=caption.pk).update(superseded=True)
    Caption.objects.create(asset=asset, label="Mới", storage_key="c2", sha256="1" * 64)
    kept = version.files.filter(caption__isnull=False).values_list("caption", flat=True)
    assert list(kept) == [caption.pk]


def _image_value(image: Picture) -> dict[str, Any]:
    return {"image": image.pk, "decorative": False, "alt_text": "Parabol hướng lên"}


def test_13_audience_licence_topic_changed_after_approval(world: World) -> None:
    version = world.approved(
        audience_scope="unit", audience_unit=world.school, audience_reach="staff"
    )
    page = Material.objects.get(pk=version.material_id)
    assert published_by_slug(fresh(world.student), page.slug) is None
    assert published_by_slug(fresh(world.colleague), page.slug) == version
    other = TopicFactory(subject_id=world.topic.subject_id)
    wider = {"audience_scope": "public", "audience_unit": None, "audience_reach": "all"}
    save_draft(page, world.author, licence="public-domain", topic=other, **wider)
    Material.objects.filter(pk=page.pk).update(**wider)
    assert readers_see(world, page) is None
    seen = published_by_slug(fresh(world.colleague), page.slug)
    assert seen is not None
    assert (seen.licence, seen.topic_id) == ("cc-by-4.0", world.topic.pk)
    assert seen.audience_token == f"unit:{world.school.pk}:staff"
    version.audience_token = "public:all"
    with pytest.raises(TypeError):
        version.save(update_fields=["audience_token"])


def test_14_move(world: World) -> None:
    version = world.approved()
    page, root = version.material, Page.get_first_root_node()
    assert_no_such_address(
        world, *of_pages(page, "move", f"move/{root.pk}/confirm", "set_page_position")
    )
    assert not hasattr(page, "move")
    # A row put somewhere else by code is what authors see; readers keep theirs.
    Material.objects.filter(pk=page.pk).update(slug="noi-khac")
    student = fresh(world.student)
    assert published_by_slug(student, "noi-khac") is None
    assert published_by_slug(student, version.slug) == version


def test_15_revert_unpublish_republish(world: World) -> None:
    first = world.approved()
    second = submit_again(world, first.material)
    pass_step(world.leader, second)
    pass_step(world.head, second)
    page = Material.objects.get(pk=first.material_id)
    revert = reverse("materials_editor:revisions_revert", args=[page.pk, first.revision_id])
    author = client_of(world.author)
    author.post(revert, form_of(page, **{"action-publish": "x"}))
    author.post(revert, form_of(page, title=first.title))
    page.refresh_from_db()
    assert page.title == first.title, "control: the draft really went back"
    assert page.review_state == "approved"
    assert readers_see(world, page) == second
    assert client_of(world.superuser).post(revert, form_of(page)).status_code in {302, 403}
    assert_no_such_address(
        world, *of_pages(page, "unpublish"), *of_snippets(page, "unpublish", "publish")
    )
    assert readers_see(world, page) == second
    # Withdrawn stays withdrawn, whatever is written or gone back to afterwards.
    services.withdraw(acting_user=fresh(world.head), version=second, reason="Sai đáp án.")
    unreviewed(world, page)
    author.post(revert, form_of(Material.objects.get(pk=page.pk)))
    assert readers_see(world, page) is None
    assert Material.objects.get(pk=page.pk).review_state == "withdrawn"


def test_16_workflow_made_in_settings(world: World) -> None:
    page = world.draft(title=NEW)
    workflow = Workflow.objects.create(name="Tự duyệt")
    task = Task.objects.create(name="Duyệt")
    workflow.workflow_tasks.create(task=task, sort_order=0)
    kind = ContentType.objects.get_for_model(Material)
    WorkflowContentType.objects.create(workflow=workflow, content_type=kind)
    with override_settings(WAGTAIL_WORKFLOW_ENABLED=True):
        for user in (world.author, world.superuser):
            form = form_of(page, title=NEW, **{"action-submit": "x"})
            client_of(user).post(edit_url(page), form)
    assert not WorkflowState.objects.exists()
    assert_no_such_address(
        world, *of_pages(page, "workflow/status"), *of_snippets(page, "workflow")
    )
    # Code that runs a workflow on it to its end publishes nothing either.
    with contextlib.suppress(Exception):
        workflow.start(Material.objects.get(pk=page.pk), None)
    assert readers_see(world, page) is None


def test_17_imports_have_no_other_door(world: World) -> None:
    # Rows made by an import, as approved as columns can say it: nothing without a version.
    page = Material.objects.create(
        title=NEW, slug="nhap-khau", owner=world.author, unit=world.school,
        review_state="approved", grade=9, topic=world.topic,
        subject=Subject.objects.get(pk=world.topic.subject_id),
    )  # fmt: skip
    assert readers_see(world, page) is None
    # A frozen version alone is not approved, whatever its page says, nor can a row say it is
    # published.
    draft = world.draft(title="Chưa duyệt", summary=NEW)
    version = materials.freeze(
        material=draft, draft=materials.latest_draft(draft), acting_user=world.author
    )
    Material.objects.filter(pk=draft.pk).update(review_state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        FrozenVersion.objects.filter(pk=version.pk).update(published=True)
    assert readers_see(world, draft) is None
    # Only review calls the services that approve, through the adapter of materials.
    root = Path(settings.BASE_DIR)

    def callers(call: str) -> list[str]:
        return sorted(
            path.relative_to(root).as_posix()
            for package in ("content", "lms", "search", "media_pipeline")
            for path in (root / package).rglob("*.py")
            if re.search(call, path.read_text(encoding="utf-8"))
        )

    assert callers(r"\bapprove_version\(") == [
        "content/materials/reviewed.py",
        "content/materials/services.py",
    ]
    assert callers(r"\bkinds\.of\(.*\)\.publish\(|\bkind\.publish\(") == [
        "content/review/services/deciding.py"
    ]
    assert callers(r"\bversions\.publish\(") == ["content/materials/services.py"]
