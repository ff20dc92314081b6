from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MaterialsConfig(AppConfig):
    name = "content.materials"
    label = "materials"
    verbose_name = _("Materials")

    def ready(self) -> None:
        """Tell the rooms below what materials have to offer."""
        from content.curriculum import counts
        from content.materials import policies, reviewed, selectors, signal_handlers  # noqa: F401
        from content.materials.providers import MaterialProvider
        from content.materials.setup import ensure_structure
        from content.versions import kinds
        from content.versions.policies import register_viewer
        from lms.core import media_rights, search_registry
        from lms.people.selectors import may_author
        from themes import navigation

        post_migrate.connect(ensure_structure, sender=self, dispatch_uid="materials.structure")
        search_registry.register(MaterialProvider())
        kinds.register(reviewed.MaterialKind())
        kinds.register_numbers(reviewed.thing_numbered)
        register_viewer(policies.version_viewer)
        media_rights.register(policies.may_edit_with_asset)
        media_rights.register_editor(policies.may_edit_with_asset)
        media_rights.register_uploader(may_author)
        counts.register(selectors.count_by_topic)
        counts.register_cards(selectors.topic_cards)
        self._name_fields_of_links()
        navigation.register(
            navigation.Item(_("Learning materials"), "materials:library", order=20, icon="library")
        )

    def _name_fields_of_links(self) -> None:
        """Wagtail calls them by their English names in code, in every language."""
        from wagtail.admin.forms import choosers

        labels = {
            "email_address": _("Email address"),
            "phone_number": _("Phone number"),
            "link_text": _("Words that become the link"),
            "subject": _("Subject of the message"),
            "body": _("Text of the message"),
        }
        for form in (
            choosers.ExternalLinkChooserForm,
            choosers.AnchorLinkChooserForm,
            choosers.EmailLinkChooserForm,
            choosers.PhoneLinkChooserForm,
        ):
            for name in form.base_fields.keys() & labels.keys():
                form.base_fields[name].label = labels[name]
