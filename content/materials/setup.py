"""What must be there before the first material: the door of the editor, and the site that
Wagtail asks for.

Run after every migrate (and after the flush of a test database); it adds what is missing and
touches nothing else. Permissions here only open screens; policies decide what may be done.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, Locale, Page, Site

from lms.people.models.facts import AUTHORS_GROUP

# Wagtail asks for the permissions of its own models, also where ours stand in for them.
_COLLECTION_PERMISSIONS = [
    ("wagtailimages", "add_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "choose_document"),
]


@transaction.atomic
def ensure_structure(**_kwargs: Any) -> None:
    """Create the default site and the authors' group where they are missing."""
    _ensure_site()
    _ensure_authors()


def _ensure_site() -> None:
    """One site for every host name, as Wagtail's previews ask for one. No page is served: its
    root is the tree's root, and Wagtail's welcome page goes."""
    # A flushed test database has lost what Wagtail's own migrations wrote.
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(instance=Page(title="Root", slug="root"))
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(
            hostname="localhost", root_page=root, site_name="Phố Hiến", is_default_site=True
        )
    elif site.root_page_id != root.pk:
        welcome = site.root_page
        site.root_page, site.site_name = root, "Phố Hiến"
        site.save()
        if welcome.slug == "home" and welcome.specific_class is Page:
            Page.objects.get(pk=welcome.pk).delete()


def _ensure_authors() -> None:
    # Our receiver runs before the one that makes this app's permissions.
    for label in ("materials", "wagtailimages", "wagtaildocs"):
        create_permissions(apps.get_app_config(label), verbosity=0)
    group, _created = Group.objects.get_or_create(name=AUTHORS_GROUP)
    access = Permission.objects.filter(codename="access_admin").first()
    if access is None:
        return
    group.permissions.add(access)
    collection = Collection.get_first_root_node()
    if collection is None:
        collection = Collection.add_root(name="Root")
    for label, codename in _COLLECTION_PERMISSIONS:
        permission = Permission.objects.get(content_type__app_label=label, codename=codename)
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
