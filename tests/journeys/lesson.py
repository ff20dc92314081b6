"""The lecture that the student and the class walk through: text, formulas, a picture, a table
and a real video."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.files import File
from django.db import connections
from PIL import Image, ImageDraw

from content.files.models import Picture
from content.materials.models import MaterialVersion
from lms.people.models import User
from media_pipeline import services as media
from media_pipeline.models import Asset
from media_pipeline.plan import Plan
from media_pipeline.transcode import Result
from search import services as search
from tests.factories.materials import block, make_version, step
from tests.factories.media import make_result, make_video
from tests.factories.media import published as published_as_made
from tests.factories.people import SchoolFactory, UserFactory, give_role

SECONDS = 24
TITLE = "Phương trình bậc hai một ẩn"
FORMULA = r"\( x_{1,2} = \dfrac{-b \pm \sqrt{\Delta}}{2a} \)"
TALL_FORMULA = r"\left( x + \dfrac{b}{2a} \right)^2 = \dfrac{\Delta}{4a^2}"
CUES = "WEBVTT\n\n" + "\n\n".join(
    f"00:{start:02}.000 --> 00:{start + 3:02}.800\nGiây thứ {start}: biệt thức đen-ta, Ễ Ộ Ậ Ỹ"
    for start in range(0, SECONDS - 4, 4)
)


T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """Do something in a thread of its own, as a server does: Playwright keeps an event loop in the
    test's thread."""

    def task() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(task).result()


def people() -> tuple[User, User]:
    """A teacher and a student of one school."""
    school = SchoolFactory(name="Trường THCS Bến Nhãn")
    teacher, student = UserFactory(username="co.lan"), UserFactory(username="em.minh")
    give_role(teacher, school, "teacher")
    give_role(student, school, "student")
    return teacher, student


@cache
def _converted_once(**video: Any) -> tuple[Path, Plan, Result]:
    """A video and what a worker makes of it, for all journeys of this process that ask for it."""
    folder = Path(tempfile.mkdtemp(prefix="lesson-", dir=settings.DATA_DIR))
    path = make_video(folder / "bai-giang.mp4", **video)
    return path, *make_result(path, folder / "made")


def real_video(teacher: User, **video: Any) -> Asset:
    """A short video, taken in and published with what a worker makes of it, with captions. (The
    worker itself is seen at work in the journeys of the teacher and of the upload.)"""
    path, plan, result = _converted_once(**{"seconds": SECONDS, "size": "640x360", **video})
    asset = published_as_made(
        media.import_file(acting_user=teacher, path=path, name="bai-giang.mp4"), plan, result
    )
    assert asset.is_ready, asset.error_code
    media.attach_captions(
        acting_user=teacher, asset=asset, content=CUES.encode(), label="Tiếng Việt"
    )
    return asset


def draw_parabola(path: Path) -> Path:
    """A picture of a parabola with its axes."""
    drawing = Image.new("RGB", (900, 600), "#fbf8f2")
    pen = ImageDraw.Draw(drawing)
    pen.line([(50, 500), (850, 500)], fill="black", width=4)
    pen.line([(450, 40), (450, 580)], fill="black", width=4)
    curve = [(450 + x * 4, 500 - x * x * 0.14) for x in range(-55, 56)]
    pen.line(curve, fill="#0b5a5e", width=6)
    drawing.save(path)
    return path


def picture(teacher: User, folder: Path) -> dict[str, Any]:
    """A block with the parabola."""
    with draw_parabola(folder / "parabol.png").open("rb") as file:
        stored = Picture.objects.create(
            title="Parabol", file=File(file, "parabol.png"), uploaded_by_user=teacher
        )
    image = {
        "image": stored.pk, "decorative": False, "alt_text": "Parabol quay bề lõm lên trên.",
    }  # fmt: skip
    return block("picture", {"image": image, "caption": r"Đồ thị của hàm số \( y = ax^2 \)"})


def published(teacher: User, folder: Path, **video: Any) -> MaterialVersion:
    """The lecture, approved and findable; `video` changes what `make_video` makes."""
    return apart(lambda: _published(teacher, folder, video))


def _published(teacher: User, folder: Path, video: dict[str, Any]) -> MaterialVersion:
    asset = real_video(teacher, **video)
    exercise = {
        "title": "Bài 1",
        "task": r"<p>Giải phương trình \( x^2 - 6x = 0 \).</p>",
        "answer": "<p>Phương trình có hai nghiệm là 0 và 6.</p>",
    }
    table = {
        "columns": [{"type": "text", "heading": "Phương trình"}, {"type": "text", "heading": "Δ"}],
        "rows": [{"values": [r"\( 2x^2 - 7x + 3 = 0 \)", "25"]}] * 3,
        "caption": "Biệt thức",
    }
    long_text = "".join(
        f"<p>Ý thứ {number}: chia hai vế cho hệ số của ẩn bình phương rồi thêm bớt cùng một số để "
        "vế trái thành bình phương của một tổng.</p>"
        for number in range(1, 9)
    )
    key_point = {"body": f"<p>Công thức nghiệm: {FORMULA}</p>"}
    steps = [
        step("Mở đầu", block("text", "<p>Vườn nhãn nhà bác Phú hình chữ nhật.</p>")),
        step(
            "Xem bài giảng", block("video", {"asset": str(asset.pk), "title": "Công thức nghiệm"})
        ),
        step("Công thức nghiệm", block("key_point", key_point), block("table", table)),
        step(
            "Con đường đến công thức",
            picture(teacher, folder),
            block("text", long_text),
            block("formula", TALL_FORMULA),
        ),
        step("Luyện tập", block("exercise", exercise)),
    ]
    version = make_version(author=teacher, title=TITLE, steps=steps, step_seconds=1, watch_share=20)
    search.rebuild()
    return version
