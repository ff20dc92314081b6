"""What the documents say can be done as they say it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from content.curriculum.models import Topic
from content.materials import services as materials
from content.review import selectors, services
from lms.people.models import User
from tests.factories.materials import save_draft, three_steps

ADMINISTRATOR = Path(__file__).resolve().parents[1] / "docs" / "administrator.md"


def python_blocks(path: Path) -> list[str]:
    """The Python written out in a document."""
    return re.findall(r"^```python\n(.*?)^```$", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def pass_step(version: Any, username: str) -> None:
    task = selectors.open_task(version)
    assert task is not None
    answers = {item.pk: "yes" for item in selectors.checklist_for(task)}
    services.pass_task(acting_user=User.objects.get(username=username), task=task, answers=answers)


@pytest.mark.usefixtures("as_migrated")
def test_the_first_people_of_a_school_write_review_and_publish(
    capsys: pytest.CaptureFixture[str],
) -> None:
    [script] = python_blocks(ADMINISTRATOR)
    exec(compile(script, str(ADMINISTRATOR), "exec"), {})  # noqa: S102 - our own document
    passwords = dict(line.split() for line in capsys.readouterr().out.splitlines())
    client = Client()
    answer = client.post("/dang-nhap/", {"username": "nhan", "password": passwords["nhan"]})
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session
    author = User.objects.get(username="nhan")
    topic = Topic.objects.filter(subject__code="TOAN", grade=9).order_by("pk")[0]
    page = materials.start_material(
        acting_user=author, title="Đường tròn", kind="lecture",
        subject=topic.subject, grade=9, topic=topic,
    )  # fmt: skip
    save_draft(
        page, author, summary="Vị trí tương đối của đường tròn.", objectives="Nêu được.",
        licence="cc-by-4.0", source="Tự soạn", steps=three_steps(),
    )  # fmt: skip
    version = materials.submit_material(acting_user=author, material=page)
    for reviewer in ("son", "hoa"):
        pass_step(version, reviewer)
    version.refresh_from_db()
    assert version.approved_at is not None
