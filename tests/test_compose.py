"""`compose.yaml` and the Dockerfile as far as they can be read: no Docker runs beside the tests."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(TEXT)["services"]
DATABASES = {"postgres", "redis", "elasticsearch"}


def test_each_part_is_its_projects_own_image_at_a_named_version() -> None:
    bought = {name: one["image"] for name, one in SERVICES.items() if "image" in one}
    assert set(bought) == {*DATABASES, "seaweedfs"}
    assert all(re.fullmatch(r"[a-z/]+:\d[\d.]*", image) for image in bought.values()), bought


def test_databases_are_reached_within_only_and_the_rest_from_this_machine_only() -> None:
    for name, one in SERVICES.items():
        if name in DATABASES:
            assert (one["networks"], "ports" in one) == (["inner"], False), name
        assert all("127.0.0.1" in port for port in one.get("ports", [])), name
    assert yaml.safe_load(TEXT)["networks"]["inner"] == {"internal": True}


def test_every_secret_is_asked_for_and_none_stands_in_the_file() -> None:
    secrets = set(
        re.findall(r"\$\{(\w+(?:PASSWORD|SECRET|ACCESS|SECRET_KEY|ACCESS_KEY)\w*|SECRET_KEY)", TEXT)
    )
    assert secrets >= {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "ELASTIC_PASSWORD"}
    for name in secrets:
        assert len(re.findall(rf"\$\{{{name}\b", TEXT)) == len(re.findall(rf"\$\{{{name}:\?", TEXT))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert secrets <= set(re.findall(r"^(\w+)=$", example, re.MULTILINE))


@pytest.mark.parametrize("queue", settings.TASK_QUEUES)
def test_each_queue_has_a_worker(queue: str) -> None:
    assert any(one.get("command", "").endswith(f"--queues {queue}") for one in SERVICES.values())
