"""The seventeen known ways round a two-step review in Wagtail; each is really tried.

After every attempt readers see what review approved and nothing else.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db.models import ProtectedError
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.models import Page, Revision, Task, Workflow, WorkflowPage
from wagtail.test.utils.form_data import nested_form_data, streamfield

from content.curriculum.models import Subject
from content.files.models import Document, Picture
from content.materials import services as materials
from content.materials.models import Material, MaterialVersion
from content.materials.policies import material_policy
from content.materials.selectors import published_by_slug
from content.review import services
from media_pipeline.models import Asset, Caption
from tests.content.review.world import World, all_yes, fresh, pass_step, task_of
from tests.factories.materials import (
    TopicFactory,
    block,
    ensure_index,
    save_draft,
    step,
    submit,
    three_steps,
)
from tests.factories.people import give_role

pytestmark = pytest.mark.django_db

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


def edit_url(page: Page) -> str:
    return reverse("materials_editor:edit", args=[page.pk])


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
    author.post(edit_url(page), form_of(page, title=NEW, **{"action-publish": "x"}))
    root.post(edit_url(page), form_of(page, title=NEW, **{"action-publish": "x"}))
    assert readers_see(world, page) is None
    revision = unreviewed(world, page)
    with pytest.raises(PermissionDenied):
        revision.publish(user=fresh(world.superuser))
    revision.publish(user=None)
    page.refresh_from_db()
    assert not page.live
    assert readers_see(world, page) is None


def test_02_bulk_action(world: World) -> None:
    page = world.draft(title=NEW)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for user in (world.superuser, world.author, world.head):
        client_of(user).post(f"{url}?id={page.pk}&next=/", {"include_descendants": "on"})
        assert not Material.objects.get(pk=page.pk).live
    approved = world.approved(title="Đã duyệt")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client_of(world.superuser).post(f"{url}?id={approved.page_id}&next=/", {})
    assert readers_see(world, approved.page) == approved
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
    assert readers_see(world, version.page) is None
    pass_step(world.head, version)
    assert readers_see(world, version.page) == version


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
        assert readers_see(world, version.page) is None
        if task.step.code == "group":
            pass_step(world.leader, version)


def test_06_edit_after_step_one(world: World) -> None:
    version = world.passed_by_group()
    page = Material.objects.get(pk=version.page_id)
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
    index = ensure_index()
    count = Material.objects.count()
    add = reverse("wagtailadmin_pages:add", args=["materials", "materialpage", index.pk])
    copy = reverse("wagtailadmin_pages:copy", args=[version.page_id])
    copied = {
        "new_title": NEW,
        "new_slug": "ban-sao",
        "new_parent_page": str(index.pk),
        "publish_copies": "on",
    }
    for user in (world.superuser, world.author, world.head):
        client = client_of(user)
        client.post(add, {**form_of(version.page, slug="moi", title=NEW), "action-publish": "x"})
        client.post(copy, copied)
    assert Material.objects.count() == count
    # Code that copies and keeps the copy live gives readers nothing.
    copy_page = version.page.copy(update_attrs={"slug": "ban-sao", "title": NEW}, keep_live=True)
    copy_page = Material.objects.get(pk=copy_page.pk)
    assert (copy_page.live, copy_page.live_version) == (False, None)
    assert readers_see(world, copy_page) is None
    assert readers_see(world, version.page) == version


def test_08_alias_of_an_approved_material(world: World) -> None:
    version = world.approved()
    index = ensure_index()
    url = reverse("wagtailadmin_pages:copy", args=[version.page_id])
    data = {
        "new_title": "Bí danh",
        "new_slug": "bi-danh",
        "new_parent_page": str(index.pk),
        "alias": "on",
    }
    for user in (world.superuser, world.author):
        client_of(user).post(url, data)
    for user in (None, fresh(world.superuser)):
        with pytest.raises((PermissionDenied, ValidationError)):
            version.page.create_alias(parent=index, update_slug="bi-danh", user=user)
    alias = version.page.get_latest_revision_as_object()
    alias.alias_of = version.page
    with pytest.raises(PermissionDenied):
        alias.save(clean=False)
    assert not Page.objects.filter(alias_of=version.page_id).exists()


def test_09_scheduled_publishing(world: World) -> None:
    page = world.draft()
    save_draft(page, world.author, title=NEW, go_live_at=timezone.now() + timedelta(hours=1))
    revision = Material.objects.get(pk=page.pk).get_latest_revision()
    revision.publish(user=None)
    revision.refresh_from_db()
    assert revision.approved_go_live_at is not None, "control: it really is scheduled"
    past = timezone.now() - timedelta(minutes=1)
    # The hour comes: what the draft itself says counts too, or it would only be scheduled anew.
    content = {**revision.content, "go_live_at": past.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
    call_command("publish_scheduled")
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None, "control: it really was published"
    assert not Material.objects.get(pk=page.pk).live
    assert readers_see(world, page) is None


def test_10_rejection_resumed_at_step_two(world: World) -> None:
    first = world.passed_by_group()
    old = task_of(first)
    services.return_task(acting_user=world.head, task=old, reason="Xin sửa lại bước 2.")
    second = submit_again(world, first.page)
    task = task_of(second)
    assert task.step.code == "group"
    with pytest.raises(PermissionDenied):
        services.pass_task(acting_user=fresh(world.head), task=task, answers=all_yes(task))
    with pytest.raises(ValidationError):
        services.pass_task(acting_user=fresh(world.head), task=old, answers=all_yes(old))
    assert readers_see(world, first.page) is None


def test_11_revision_rewritten_in_place(world: World) -> None:
    version = world.passed_by_group()
    page = Material.objects.get(pk=version.page_id)
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
    assert Material.objects.get(pk=page.pk).title == version.title != NEW
    # After approval the lock is open again; the same POST changes a draft, not what is read.
    author.post(edit_url(page), form_of(page, **sent))
    version.revision.refresh_from_db()
    version.revision.publish(user=None)
    assert readers_see(world, page) == version
    assert Material.objects.get(pk=page.pk).title == version.title


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
    page = Material.objects.get(pk=version.page_id)
    assert published_by_slug(fresh(world.student), page.slug) is None
    assert published_by_slug(fresh(world.colleague), page.slug) == version
    other = TopicFactory(subject_id=world.topic.subject_id)
    wider = {"audience_scope": "public", "audience_unit": None, "audience_reach": "all"}
    save_draft(page, world.author, licence="public-domain", topic=other, **wider)
    Material.objects.filter(pk=page.pk).update(**wider)
    page.get_latest_revision().publish(user=None)
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
    page = version.page
    root = Page.get_first_root_node()
    place = (page.path, page.url_path)
    url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, root.pk])
    for user in (world.superuser, world.author):
        client_of(user).post(url)
    for user in (None, fresh(world.superuser)):
        with pytest.raises(PermissionDenied):
            Material.objects.get(pk=page.pk).move(root, pos="last-child", user=user)
    page = Material.objects.get(pk=page.pk)
    assert (page.path, page.url_path) == place
    assert readers_see(world, page) == version


def test_15_revert_unpublish_republish(world: World) -> None:
    first = world.approved()
    second = submit_again(world, first.page)
    pass_step(world.leader, second)
    pass_step(world.head, second)
    page = Material.objects.get(pk=first.page_id)
    revert = reverse("materials_editor:revisions_revert", args=[page.pk, first.revision_id])
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    for user in (world.superuser, world.author):
        client = client_of(user)
        client.post(revert, form_of(page, **{"action-publish": "x"}))
        client.post(unpublish)
        assert readers_see(world, page) == second
    first.revision.publish(user=None)
    assert readers_see(world, page) == second
    page.refresh_from_db()
    assert (page.live_revision_id, page.title) == (second.revision_id, second.title)
    page.unpublish(user=None)
    unreviewed(world, page).publish(user=None)
    assert readers_see(world, page) == second
    # Withdrawn stays withdrawn, whatever is published afterwards.
    services.withdraw(acting_user=fresh(world.head), version=second, reason="Sai đáp án.")
    for revision in (first.revision, second.revision, unreviewed(world, page)):
        revision.publish(user=None)
        assert readers_see(world, page) is None
        assert not Material.objects.get(pk=page.pk).live


def test_16_workflow_made_in_settings(world: World) -> None:
    page = world.draft(title=NEW)
    workflow = Workflow.objects.create(name="Tự duyệt")
    task = Task.objects.create(name="Duyệt")
    workflow.workflow_tasks.create(task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=ensure_index())
    client = client_of(world.author)
    client.post(edit_url(page), form_of(page, **{"action-submit": "x"}))
    assert page.workflow_states.count() == 0
    # Code that runs a workflow to its end publishes nothing either.
    page = Material.objects.get(pk=page.pk)
    with pytest.raises(PermissionDenied):
        workflow.start(page, fresh(world.superuser))
    state = workflow.start(page, None)
    assert state.status == "approved", "control: the workflow really ended"
    assert not Material.objects.get(pk=page.pk).live
    assert readers_see(world, page) is None


def test_17_imports_have_no_other_door(world: World) -> None:
    # Rows made by an import, as live as columns can say it: nothing without an approved version.
    page = Material(
        title=NEW, slug="nhap-khau", owner=world.author, unit=world.school, live=True,
        review_state="approved", grade=9, topic=world.topic,
        subject=Subject.objects.get(pk=world.topic.subject_id),
    )  # fmt: skip
    ensure_index().add_child(instance=page)
    assert readers_see(world, page) is None
    # A frozen version alone is not approved, nor is one of another material.
    approved = world.approved(title="Bản khác")
    draft = world.draft(title="Chưa duyệt", summary=NEW)
    version = materials.freeze(
        page=draft, draft=materials.latest_draft(draft), acting_user=world.author
    )
    for wrong in (version, approved):
        Material.objects.filter(pk=draft.pk).update(live=True, live_version=wrong)
        assert published_by_slug(fresh(world.student), draft.slug) is None
    # Only review calls the service that approves.
    root = Path(settings.BASE_DIR)
    callers = [
        path.relative_to(root).as_posix()
        for package in ("content", "lms", "search", "media_pipeline")
        for path in (root / package).rglob("*.py")
        if re.search(r"\bapprove_version\(", path.read_text(encoding="utf-8"))
    ]
    assert sorted(callers) == [
        "content/materials/services.py",
        "content/review/services/deciding.py",
    ]
