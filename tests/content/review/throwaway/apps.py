from django.apps import AppConfig


class ThrowawayConfig(AppConfig):
    name = "tests.content.review.throwaway"
    label = "throwaway"

    def ready(self) -> None:
        from content.versions import kinds
        from content.versions.policies import register_viewer
        from tests.content.review.throwaway import reviewed

        kinds.register(reviewed.PoemKind())
        register_viewer(reviewed.viewer)
