"""Whoever is outside the audience gets nothing: not the page, nor anything the page shows.

Each audience × each kind of reader × each address: page, classroom screen, frozen version,
picture, document, and every address under /phat/.
"""

from datetime import date
from io import BytesIO
from urllib.request import urlopen

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.http import HttpResponse
from PIL import Image
from wagtail.images.models import Filter

from content.files.models import Document, Picture
from content.versions.models import VersionFile
from media_pipeline import s3
from tests.factories.materials import block, make_version, step
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import SchoolFactory, UnitFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db

READERS = ["visitor", "own_student", "own_teacher", "other_student", "other_teacher", "gone"]
# Who may read, by audience.
ALLOWED = {
    ("me", "all"): set(),
    ("unit", "staff"): {"own_teacher"},
    ("unit", "all"): {"own_teacher", "own_student"},
    ("signed_in", "staff"): {"own_teacher", "other_teacher"},
    ("signed_in", "all"): {"own_teacher", "own_student", "other_teacher", "other_student"},
    ("public", "all"): {"visitor", "own_teacher", "own_student", "other_teacher", "other_student"},
}


@pytest.fixture
def world(settings, tmp_path):
    """Two schools, readers of each kind, and one author who is none of them."""
    settings.MEDIA_ROOT = tmp_path
    department = UnitFactory()
    own, other = SchoolFactory(parent=department), SchoolFactory(parent=department)
    people = {name: UserFactory() for name in [*READERS[1:], "author"]}
    give_role(people["author"], own, "teacher")
    give_role(people["own_student"], own, "student")
    give_role(people["own_teacher"], own, "teacher")
    give_role(people["other_student"], other, "student")
    give_role(people["other_teacher"], other, "teacher")
    give_role(people["gone"], own, "teacher", ends_on=date(2021, 6, 1))
    people["school"] = own
    return people


def picture_of(user) -> Picture:
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    content = ContentFile(file.getvalue(), "anh.png")
    return Picture.objects.create(title="Ảnh", file=content, uploaded_by_user=user)


def shared(world, scope: str, reach: str):
    """A published lecture with a picture, a document and a video; and its addresses."""
    author = world["author"]
    asset = published_asset(author)
    caption = caption_of(asset)
    picture = picture_of(author)
    pdf = Document.objects.create(
        title="Phiếu", file=ContentFile(b"%PDF-1.4\n%%EOF", "phieu.pdf"), uploaded_by_user=author
    )
    steps = [
        step("Xem", block("video", {"asset": str(asset.pk), "title": "Video"})),
        step("Đọc", block("document", {"document": pdf.pk, "note": ""})),
    ]
    unit = world["school"] if scope == "unit" else None
    version = make_version(
        author=author, steps=steps, audience_scope=scope, audience_reach=reach, audience_unit=unit
    )
    VersionFile.objects.create(version=version, image=picture)
    rendition = picture.get_rendition(Filter("width-20"))
    play = f"/phat/{asset.pk}"
    return [
        f"/hoc-lieu/{version.slug}/",
        f"/man-hinh/{version.slug}/",
        f"/hoc-lieu/ban/{version.uuid}/",
        f"/man-hinh/ban/{version.uuid}/",
        rendition.url,
        pdf.url,
        f"{play}/master.m3u8",
        f"{play}/240p.m3u8",
        f"{play}/video.mp4",
        f"{play}/anh-bia.webp",
        f"{play}/anh-nho.webp",
        f"{play}/anh-nho.vtt",
        f"{play}/phu-de/{caption.pk}.vtt",
    ]


def final_status(answer: HttpResponse) -> int:
    """What the reader gets in the end: with a bucket, the plain MP4 is sent to it, signed."""
    if answer.status_code != 302 or not s3.enabled():
        return answer.status_code
    assert answer["Location"].startswith(f"{configured.S3_PUBLIC_ENDPOINT}/{configured.S3_BUCKET}/")
    with urlopen(answer["Location"], timeout=10) as bucket:
        return bucket.status


@pytest.mark.parametrize(("scope", "reach"), ALLOWED)
def test_each_address_answers_its_audience_and_nobody_else(client, world, scope, reach):
    addresses = shared(world, scope, reach)
    wrong = []
    for reader in READERS:
        client.logout()
        if reader != "visitor":
            client.force_login(world[reader])
        may = reader in ALLOWED[scope, reach] or (reader == "gone" and scope == "public")
        if reader == "gone" and (scope, reach) == ("signed_in", "all"):
            may = True  # somebody signed in, though staff no longer
        for address in addresses:
            status = final_status(client.get(address))
            if (status == 200) is not may or status not in (200, 404):
                wrong.append((reader, address, status))
    assert not wrong


@pytest.mark.skipif(
    bool(configured.S3_BUCKET),
    reason="a bucket knows no readers: tests/services/test_media_s3.py says how long it answers",
)
def test_an_address_signed_for_one_reader_is_worth_nothing_to_another(client, world):
    import re

    addresses = shared(world, "unit", "all")
    client.force_login(world["own_student"])
    playlist = client.get(next(a for a in addresses if a.endswith("240p.m3u8"))).content.decode()
    signed = re.search(r'URI="([^"]+)"', playlist)[1]
    assert client.get(signed).status_code == 200
    for reader in ("own_teacher", "other_student"):
        client.force_login(world[reader])
        assert client.get(signed).status_code == 404
    client.logout()
    assert client.get(signed).status_code == 404


def test_the_author_sees_their_own_before_anybody_may_read_it(client, world):
    version = make_version(author=world["author"], approved=False)
    addresses = [f"/hoc-lieu/ban/{version.uuid}/", f"/man-hinh/ban/{version.uuid}/"]
    client.force_login(world["author"])
    assert [client.get(a).status_code for a in addresses] == [200, 200]
    assert client.get(f"/man-hinh/{version.slug}/").status_code == 404
    client.force_login(world["own_teacher"])
    assert [client.get(a).status_code for a in addresses] == [404, 404]
