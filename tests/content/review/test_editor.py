"""Wagtail's editor shows how to send a material in and what reviewers said, and cannot publish."""

import pytest
from django.test import Client
from django.urls import reverse

from content.materials.models import Material
from content.review import services
from tests.content.review.world import World, fresh, task_of

pytestmark = pytest.mark.django_db


def editor(world: World, page: Material) -> str:
    client = Client()
    client.force_login(fresh(world.author))
    return client.get(reverse("materials_editor:edit", args=[page.pk])).content.decode()


def test_the_menu_sends_to_review_and_has_nothing_that_publishes(world: World) -> None:
    page = world.draft()
    shown = editor(world, page)
    assert reverse("review:submit", args=[page.uuid]) in shown
    assert "action-publish" not in shown
    assert reverse("wagtailadmin_pages:unpublish", args=[page.pk]) not in shown
    assert "action-submit" not in shown


def test_open_remarks_are_told_at_the_top(world: World) -> None:
    version = world.submitted()
    services.add_remark(acting_user=world.leader, version=version, text="Thiếu ví dụ.")
    url = reverse("review:author", args=[version.thing])
    services.return_task(acting_user=world.leader, task=task_of(version), reason="Xin sửa.")
    shown = editor(world, version.material)
    assert f'<a href="{url}">' in shown
    assert "Thiếu ví dụ." in shown
    assert "Xin sửa." in shown


def test_under_review_the_menu_does_not_send_again(world: World) -> None:
    version = world.submitted()
    assert reverse("review:submit", args=[version.thing]) not in editor(world, version.material)
