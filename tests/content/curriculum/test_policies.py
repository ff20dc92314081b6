"""Anyone reads the programme; only officers of a department and superusers write it."""

from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.permissions import policy_registry

from content.curriculum import services
from content.curriculum.models import Programme, ProgrammeVersion
from content.curriculum.policies import may_import
from content.curriculum.viewsets import ImporterPolicy, ProgrammeVersionViewSet
from lms.people.models.facts import Role
from tests.factories.curriculum import import_small_programme
from tests.factories.people import UnitFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db


def user_with(role: str):
    user = UserFactory()
    give_role(user, UnitFactory(), role)
    return user


@pytest.mark.parametrize("role", Role.values)
def test_only_an_officer_may_import(role: str, tmp_path: Path) -> None:
    user = user_with(role)
    if role == Role.OFFICER:
        assert import_small_programme(tmp_path, acting_user=user).applied
        return
    with pytest.raises(PermissionDenied):
        import_small_programme(tmp_path, acting_user=user)
    assert not Programme.objects.exists()


def test_a_superuser_may_import(tmp_path: Path) -> None:
    assert import_small_programme(tmp_path, acting_user=UserFactory(is_superuser=True)).applied


def test_an_account_that_was_closed_may_not(tmp_path: Path) -> None:
    assert not may_import(UserFactory(is_superuser=True, is_active=False))


def test_the_system_may_import() -> None:
    assert may_import(None)
    assert not may_import(AnonymousUser())


def test_a_teacher_cannot_change_which_version_is_current(small_programme: None) -> None:
    version = ProgrammeVersion.objects.get()
    with pytest.raises(PermissionDenied):
        services.make_current(acting_user=user_with(Role.TEACHER), version=version)


def test_a_teacher_cannot_load_the_bundled_programme() -> None:
    with pytest.raises(PermissionDenied):
        services.load_bundled(acting_user=user_with(Role.TEACHER))
    assert not Programme.objects.exists()


# --- the staff's list of versions -----------------------------------------------------------
def test_officers_look_at_versions_and_change_their_facts_only(small_programme: None) -> None:
    policy = ImporterPolicy(ProgrammeVersion)
    officer = user_with(Role.OFFICER)
    allowed = {
        a for a in ("add", "view", "change", "delete") if policy.user_has_permission(officer, a)
    }
    assert allowed == {"view", "change"}


@pytest.mark.parametrize("role", [Role.TEACHER, Role.HEAD, Role.STUDENT])
def test_nobody_else_reaches_the_list_of_versions(small_programme: None, role: str) -> None:
    policy = ImporterPolicy(ProgrammeVersion)
    user = user_with(role)
    assert not policy.user_has_any_permission(user, {"add", "view", "change", "delete"})
    assert not policy.user_has_any_permission(AnonymousUser(), {"view"})


def test_wagtail_asks_this_policy() -> None:
    assert isinstance(ProgrammeVersionViewSet().permission_policy, ImporterPolicy)
    assert isinstance(policy_registry.get_by_type(ProgrammeVersion), ImporterPolicy)


def test_the_list_of_versions_opens_for_a_superuser(client: Client, small_programme: None) -> None:
    client.force_login(
        UserFactory(is_superuser=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    list_page = client.get("/quan-tri/snippets/curriculum/programmeversion/")
    assert list_page.status_code == 200
    assert "2018" in list_page.content.decode()
    assert client.get("/quan-tri/snippets/curriculum/programmeversion/add/").status_code != 200
    version = ProgrammeVersion.objects.get()
    edit = f"/quan-tri/snippets/curriculum/programmeversion/edit/{version.pk}/"
    assert client.get(edit).status_code == 200
    shown = client.get(edit, headers={"accept-language": "vi"}).content.decode()
    assert "True" not in shown.split("<form", 1)[1].split("</form>")[0]
    assert version.effective_from.strftime('value="%d/%m/%Y"') in shown


def test_an_officer_finds_the_programmes_in_the_menu_whatever_the_language(
    client: Client, small_programme: None
) -> None:
    client.force_login(user_with(Role.OFFICER), backend="django.contrib.auth.backends.ModelBackend")
    address = "/quan-tri/snippets/curriculum/programmeversion/"
    for language in ("vi", "en"):
        page = client.get(address, headers={"accept-language": language}).content.decode()
        assert '"name": "programmes"' in page, language
