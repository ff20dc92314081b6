"""The pages of review: who gets them, what they show, what they cost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from content.materials.models import Material
from content.review import selectors, services
from content.review.models import Remark, ReviewTask
from content.review.policies import review_policy
from content.versions.models import FrozenVersion
from tests.content.review.world import World, all_yes, fresh, pass_step, task_of
from tests.factories.materials import make_version, save_draft, submit

pytestmark = pytest.mark.django_db

ROLES = (
    "author", "leader", "colleague", "head", "deputy", "officer", "expert", "admin", "student",
    "guardian", "other_leader", "other_head", "superuser",
)  # fmt: skip


def as_user(world: World, name: str) -> Client:
    client = Client()
    client.force_login(fresh(getattr(world, name)))
    return client


def form_of(task, value: str = "yes") -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {f"item-{pk}": value for pk in all_yes(task)}


def test_only_the_unit_in_charge_opens_the_desk_and_not_the_author(world: World) -> None:
    task = task_of(world.submitted())
    url = reverse("review:desk", args=[task.uuid])
    found = {name: as_user(world, name).get(url).status_code for name in ROLES}
    assert {name for name, code in found.items() if code == 200} == {"leader", "colleague"}
    assert set(found.values()) == {200, 404}
    assert Client().get(url).status_code == 302


def test_only_the_head_and_deputy_open_the_second_desk(world: World) -> None:
    task = task_of(world.passed_by_group())
    url = reverse("review:desk", args=[task.uuid])
    found = {name for name in ROLES if as_user(world, name).get(url).status_code == 200}
    assert found == {"head", "deputy"}


def test_the_whole_way_through_the_pages(world: World) -> None:
    page = world.draft()
    author, leader, head = (as_user(world, n) for n in ("author", "leader", "head"))
    submit_url = reverse("review:submit", args=[page.uuid])
    shown = author.get(submit_url).content.decode()
    assert "Phương trình bậc hai" in shown
    assert author.post(submit_url, {"note": "Nhờ tổ xem giúp bước 2."}).status_code == 302
    version = page.versions.get()
    task = task_of(version)
    desk = reverse("review:desk", args=[task.uuid])
    assert "Phương trình bậc hai" in leader.get(reverse("review:queue")).content.decode()
    place = version.content[1]["id"]
    leader.post(
        desk, {"action": "remark", "place": place, "second": "", "text": "Thiếu điều kiện a ≠ 0."}
    )
    assert "Thiếu điều kiện" in leader.get(desk).content.decode()
    author_url = reverse("review:author", args=[page.uuid])
    assert "Thiếu điều kiện" not in author.get(author_url).content.decode()
    answer = leader.post(desk, {"action": "return", "note": "Xin sửa bước 2."})
    assert answer.url == reverse("review:queue")
    seen = author.get(author_url).content.decode()
    assert "Thiếu điều kiện a ≠ 0." in seen
    assert "Xin sửa bước 2." in seen
    remark = Remark.objects.get()
    author.post(reverse("review:reply", args=[remark.uuid]), {"action": "fixed", "text": "Đã sửa."})
    content = page.get_latest_revision_as_object().steps.get_prep_value()
    content[1]["value"]["body"][0]["value"] = "<p>Với điều kiện a khác 0.</p>"
    save_draft(Material.objects.get(pk=page.pk), world.author, steps=content)
    author.post(submit_url, {})
    second = task_of(page.versions.get(number=2))
    changed = leader.get(reverse("review:changes", args=[second.uuid])).content.decode()
    assert "<ins>" in changed
    assert "điều" in changed
    desk = reverse("review:desk", args=[second.uuid])
    assert "Đã sửa." in leader.get(desk).content.decode()
    leader.post(desk, {"action": "pass", **form_of(second)})
    third = task_of(second.version)
    head.post(reverse("review:desk", args=[third.uuid]), {"action": "pass", **form_of(third)})
    assert FrozenVersion.objects.get(thing=page.uuid, published=True) == second.version


def test_a_refused_form_keeps_what_was_typed(world: World) -> None:
    task = task_of(world.submitted())
    desk = reverse("review:desk", args=[task.uuid])
    leader = as_user(world, "leader")
    data = form_of(task)
    first = next(iter(data))
    shown = leader.post(
        desk, {"action": "pass", **data, first: "no", f"{first}-reason": "Sai đề bài"}
    ).content.decode()
    assert "Sai đề bài" in shown
    assert f'id="{first}-loi"' in shown
    long = "x" * 10_000
    shown = leader.post(desk, {"action": "remark", "place": "whole", "text": long}).content.decode()
    assert long in shown
    assert 'id="text-loi"' in shown
    assert not Remark.objects.exists()


def test_script_in_a_remark_is_shown_as_text(world: World) -> None:
    version = world.submitted()
    evil = "<script>alert(1)</script>"
    services.add_remark(acting_user=world.leader, version=version, text=evil)
    task = task_of(version)
    shown = as_user(world, "leader").get(reverse("review:desk", args=[task.uuid])).content.decode()
    assert evil not in shown
    assert "&lt;script&gt;" in shown
    services.return_task(acting_user=world.leader, task=task, reason=evil)
    url = reverse("review:author", args=[version.thing])
    assert evil not in as_user(world, "author").get(url).content.decode()


@pytest.mark.parametrize("name", ["queue", "desk", "changes", "author", "submit"])
def test_pages_cost_a_constant_number_of_queries(
    world: World, name: str, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    version = world.submitted()
    services.return_task(acting_user=world.leader, task=task_of(version), reason="Sửa.")
    page = version.material
    save_draft(page, world.author, summary="Một tóm tắt khác, dài hơn hai mươi kí tự.")
    version = submit(page, world.author)
    for number in range(6):
        services.add_remark(acting_user=world.leader, version=version, text=f"Nhận xét {number}")
        world.submitted(title=f"Bài {number}")
    task = task_of(version)
    who, args = {
        "queue": ("leader", []),
        "desk": ("leader", [task.uuid]),
        "changes": ("leader", [task.uuid]),
        "author": ("author", [page.uuid]),
        "submit": ("author", [page.uuid]),
    }[name]
    client = as_user(world, who)
    url = reverse(f"review:{name}", args=args)
    assert client.get(url).status_code == 200
    # Wagtail checks every foreign key again when it restores a draft: two more on that page.
    with django_assert_max_num_queries(17 if name == "submit" else 15):
        assert client.get(url).status_code == 200


def test_authors_pages_are_for_authors_only(world: World) -> None:
    page = world.approved().material
    for name in ("author", "submit"):
        url = reverse(f"review:{name}", args=[page.uuid])
        found = {role for role in ROLES if as_user(world, role).get(url).status_code == 200}
        assert found == {"author"}
    url = reverse("review:withdraw", args=[page.uuid])
    found = {role for role in ROLES if as_user(world, role).get(url).status_code == 200}
    assert found == {"head", "deputy", "officer"}
    answer = as_user(world, "head").post(url, {"reason": ""}).content.decode()
    assert 'class="error"' in answer
    assert as_user(world, "head").post(url, {"reason": "Sai đáp án."}).status_code == 302


def test_those_who_may_withdraw_find_the_link_where_they_look(world: World) -> None:
    version = world.approved()
    url = reverse("review:withdraw", args=[version.thing])
    lecture = reverse("materials:material", args=[version.material.slug])
    shown = {}
    for role in ROLES:
        answer = as_user(world, role).get(lecture)
        shown[role] = answer.status_code == 200 and url in answer.content.decode()
    assert {role for role, link in shown.items() if link} == {"head", "deputy", "officer"}
    assert url not in Client().get(lecture).content.decode()
    task = version.review_tasks.get(step__code="head")
    desk = reverse("review:desk", args=[task.uuid])
    assert url in as_user(world, "head").get(desk).content.decode()
    own = reverse("review:author", args=[version.thing])
    assert url not in as_user(world, "author").get(own).content.decode()
    services.withdraw(acting_user=fresh(world.head), version=version, reason="Sai đáp án.")
    assert url not in as_user(world, "head").get(desk).content.decode()


def test_a_head_finds_the_link_on_the_page_of_their_own_material(world: World) -> None:
    version = make_version(author=world.head)
    own = reverse("review:author", args=[version.thing])
    url = reverse("review:withdraw", args=[version.thing])
    assert url in as_user(world, "head").get(own).content.decode()


def test_those_who_review_nowhere_have_no_queue(world: World) -> None:
    url = reverse("review:queue")
    found = {role for role in ROLES if as_user(world, role).get(url).status_code == 200}
    assert found == set(ROLES) - {"admin", "student", "guardian", "superuser"}


def test_taking_back_opens_the_draft_again(world: World) -> None:
    version = world.submitted()
    client = as_user(world, "author")
    client.post(reverse("review:take_back", args=[version.thing]))
    assert Material.objects.get(pk=version.material_id).review_state == "draft"
    leader = as_user(world, "leader")
    assert leader.post(reverse("review:take_back", args=[version.thing])).status_code == 404
    pass_step(world.leader, submit(version.material, world.author))


def tables_of(rows) -> int:  # type: ignore[no-untyped-def]
    return len(re.findall(r'\b(?:FROM|JOIN) "', str(rows.query)))


def test_lists_join_few_tables(world: World) -> None:
    """PostgreSQL plans a join of twenty tables for longer than it runs it, on every page."""
    user = fresh(world.leader)
    task = task_of(world.submitted())
    mine = review_policy.filter(user, "decide", ReviewTask.objects.all())
    assert list(mine) == [task]
    assert tables_of(mine) <= 3, "task, whom it asks, whose votes are in: the count of each page"
    assert tables_of(selectors.queue_for(user)) <= 5, "and version and step"
    for rows in (selectors.unit_tasks_for(user), selectors.decided_for(user)):
        assert tables_of(rows) <= 7, "task, version, step; asked; what one made of what is judged"
