"""Wagtail's own moderation lies in the database of every installation, and is out of use there."""

from importlib import import_module

import pytest
from django.apps import apps
from django.test import override_settings
from wagtail.models import Page, Task, Workflow, WorkflowMixin, WorkflowPage

from content.materials.models import Material

pytestmark = pytest.mark.usefixtures("as_migrated")
migration = import_module("content.review.migrations.0004_stock_moderation_off")


def stock() -> tuple[bool, bool, bool]:
    """Whether its workflow and its task are active, and whether it hangs on a page."""
    workflow, task = (model.objects.get(name=migration.NAME) for model in (Workflow, Task))
    return workflow.active, task.active, WorkflowPage.objects.filter(workflow=workflow).exists()


def test_a_fresh_database_holds_no_workflow_in_use() -> None:
    assert stock() == (False, False, False)
    assert not Workflow.objects.filter(active=True).exists()
    assert not Task.objects.filter(active=True).exists()


def root() -> Page:
    """The page that the stock workflow hung on, as a new request sees it."""
    return Page.objects.get(depth=1)


def test_materials_have_no_workflow_even_where_the_setting_is_lifted() -> None:
    with override_settings(WAGTAIL_WORKFLOW_ENABLED=True):
        assert root().get_workflow() is None
        migration.bring_back(apps, None)
        control = root().get_workflow()
        assert not issubclass(Material, WorkflowMixin)
        assert not hasattr(Material, "get_workflow")
    assert control is not None
    assert control.name == migration.NAME


def test_it_can_be_brought_back_and_put_away_again() -> None:
    migration.bring_back(apps, None)
    assert stock() == (True, True, True)
    assert WorkflowPage.objects.get().page_id == root().pk
    migration.put_away(apps, None)
    assert stock() == (False, False, False)
