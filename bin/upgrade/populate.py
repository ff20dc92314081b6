"""Fill the tables that the demo leaves empty; runs our text in the tree of the previous landing.

    cd OLD-TREE && python …/bin/upgrade/populate.py

It goes through the services of that landing, and writes rows itself only where there is no
service (pictures and PDFs come in by Wagtail's choosers; consents, identifiers and replaced
topics have none). What that landing cannot do is said in a line that begins "NOT TRIED:", which
CI repeats at its end; a table that stays empty by it fails in `compare.py note`.
"""

import io
import os
import subprocess
import sys
import tempfile
import traceback
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(1, str(Path.cwd()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

import django
from known import HEAD, LEADER, POSITION, REMARK, STUDENT, TEACHER, TITLE, WORDS

VIDEO_SECONDS = 2
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.500\nXin ch\xc3\xa0o c\xc3\xa1c em.\n"


def user(name: str) -> Any:
    """A demo account, read anew: what it may do is kept with the object."""
    from lms.people.models import User

    return User.objects.get(username=name)


# -- files ------------------------------------------------------------------------------------


def make_picture() -> Any:
    """A picture and one smaller size of it."""
    from django.core.files.base import ContentFile
    from PIL import Image

    from content.materials.models import MaterialImage

    file = io.BytesIO()
    Image.new("RGB", (600, 400), "#0B5A5E").save(file, "PNG")
    picture = MaterialImage.objects.create(
        title="Đường tròn",
        file=ContentFile(file.getvalue(), "duong-tron.png"),
        description="Một đường tròn và hai dây cung.",
        uploaded_by_user=user(TEACHER),
    )
    picture.get_rendition("width-400")
    picture.tags.add("hình học")
    return picture


def make_pdf() -> Any:
    """A PDF of one page."""
    from django.core.files.base import ContentFile
    from PIL import Image

    from content.materials.models import MaterialDocument

    file = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(file, "PDF")
    return MaterialDocument.objects.create(
        title="Phiếu học tập",
        file=ContentFile(file.getvalue(), "phieu.pdf"),
        pages=1,
        uploaded_by_user=user(TEACHER),
    )


def make_video() -> Any:
    """A short video with captions, converted as a worker would: the demo's own take minutes."""
    from media_pipeline import services as media
    from media_pipeline.tasks import process_job

    teacher = user(TEACHER)
    with tempfile.TemporaryDirectory() as folder:
        path = _draw(Path(folder) / "day-cung.mp4")
        asset = media.import_file(acting_user=teacher, path=path, name=path.name)
    media.attach_captions(acting_user=teacher, asset=asset, content=CAPTIONS, language="vi")
    for job in asset.jobs.filter(state="queued"):
        process_job.call(job_id=job.pk)
    asset.refresh_from_db()
    if asset.state != "ready":
        raise RuntimeError(f"the video is {asset.state}: {asset.error_code}")
    return asset


def _draw(path: Path) -> Path:
    import imageio_ffmpeg

    picture = f"testsrc2=size=320x240:rate=25:duration={VIDEO_SECONDS}"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=duration={VIDEO_SECONDS}"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", str(path)]
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-nostdin", "-v", "error", *inputs, *coded], check=True)
    return path


# -- a lecture, its review, its reader --------------------------------------------------------


def write_lecture() -> Any:
    """A lecture with a picture, a PDF and a video: sent back once, then published."""
    from content.materials import services as materials
    from content.review import services as review

    page = _draft(make_picture(), make_pdf(), make_video())
    first = materials.submit_material(acting_user=user(TEACHER), page=page)
    _send_back(first)
    second = materials.submit_material(acting_user=user(TEACHER), page=page)
    for name in (LEADER, HEAD):
        task, answers = _task_and_answers(second)
        review.pass_task(acting_user=user(name), task=task, answers=answers)
    second.refresh_from_db()
    if second.approved_at is None:
        raise RuntimeError("the lecture was not published")
    return second


def _draft(picture: Any, pdf: Any, asset: Any) -> Any:
    from content.curriculum.models import Topic
    from content.materials import services as materials
    from content.materials.models import MaterialPage

    teacher = user(TEACHER)
    topic = Topic.objects.filter(subject__code="TOAN", grade=9).order_by("pk")[0]
    page = materials.start_material(
        acting_user=teacher,
        title=TITLE,
        kind="lecture",
        subject=topic.subject,
        grade=9,
        topic=topic,
    )
    page.summary = "Một bài giảng ngắn có hình, phiếu và video, viết bằng phiên bản trước."
    page.objectives = "Nêu được quan hệ giữa dây cung và đường kính."
    page.licence, page.source = "cc-by-4.0", "Tác giả tự biên soạn"
    page.audience_scope, page.audience_reach = "public", "all"
    page.steps = MaterialPage.steps.field.stream_block.to_python(_steps(picture, pdf, asset))
    page.co_authors = [user("phohieutruong").person]
    page.save_revision(user=teacher)
    return page


def _steps(picture: Any, pdf: Any, asset: Any) -> list[dict[str, Any]]:
    image = {"image": picture.pk, "decorative": False, "alt_text": picture.description}
    video = {"asset": str(asset.pk), "title": "Dây cung"}
    return [
        _step("Xem", {"type": "video", "value": video}),
        _step("Quan sát", {"type": "picture", "value": {"image": image, "caption": ""}}),
        _step("Ghi nhớ", {"type": "text", "value": f"<p>{WORDS}</p>"}),
        _step("Luyện tập", {"type": "document", "value": {"document": pdf.pk, "note": ""}}),
    ]


def _step(title: str, block: dict[str, Any]) -> dict[str, Any]:
    body = [{**block, "id": str(uuid.uuid4())}]
    return {"type": "step", "id": str(uuid.uuid4()), "value": {"title": title, "body": body}}


def _task_and_answers(version: Any) -> tuple[Any, dict[int, str]]:
    from content.review import selectors

    task = selectors.open_task(version)
    if task is None:
        raise RuntimeError(f"{version} is not under review")
    return task, {item.pk: "yes" for item in selectors.checklist_for(task)}


def _send_back(version: Any) -> None:
    """A remark at a second of the video, sent back, answered by the author."""
    from content.review import services as review

    step = version.content[0]
    remark = review.add_remark(
        acting_user=user(LEADER),
        version=version,
        step_id=step["id"],
        block_id=step["value"]["body"][0]["id"],
        second=1,
        text=REMARK,
    )
    task, _answers = _task_and_answers(version)
    review.return_task(acting_user=user(LEADER), task=task, reason="Xin sửa một chỗ.")
    review.reply_remark(acting_user=user(TEACHER), remark=remark, text="Đã sửa.", fixed=True)


def study(version: Any) -> None:
    """A student watches the beginning of the video and stays at the third step."""
    from lms.progress import services as progress

    student = user(STUDENT)
    token = progress.open_session(acting_user=student, version=version)
    asset = version.files.filter(asset__isnull=False).get().asset
    last = version.content[2]["id"]
    report = progress.Report(
        sequence=1,
        asset_id=asset.pk,
        played=[(0.0, POSITION)],
        position=POSITION,
        steps={last: 2.0},
        current_step=uuid.UUID(last),
    )
    progress.record_all(acting_user=student, token=token, reports=[report])


# -- what no screen writes yet ----------------------------------------------------------------


def keep_records() -> None:
    """A consent, another system's name for a child, and who looked at the child's record."""
    from lms.people import services as people
    from lms.people.models import Consent, ExternalIdentifier

    child = user(STUDENT).person
    Consent.objects.create(person=child, purpose="ảnh trong lớp", given_on=date(2026, 9, 5))
    ExternalIdentifier.objects.create(person=child, issuer="vneid", value="000000000001")
    people.log_record_access(viewer=user(TEACHER), people=[child], what="students.list")


def replace_a_topic() -> None:
    """One topic of the curriculum takes the place of another."""
    from content.curriculum.models import ConceptEntry

    old, new = ConceptEntry.objects.filter(concept__kind="topic").order_by("pk")[:2]
    old.replaced_by.add(new.concept)


def attempt(what: str, work: Callable[[], Any]) -> Any:
    """Do one part; the previous landing may not be able to."""
    try:
        return work()
    except Exception as error:
        traceback.print_exc()
        print(f"NOT TRIED: {what}: the previous landing could not make it ({error!r}).")
        return None


def main() -> None:
    django.setup()
    version = attempt("a lecture with picture, PDF and video", write_lecture)
    if version is not None:
        attempt("a student's progress", lambda: study(version))
    attempt("consent, identifier, record access", keep_records)
    attempt("a replaced topic", replace_a_topic)


if __name__ == "__main__":
    main()
