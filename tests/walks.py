"""Every page that each kind of person reaches, with work in every state to show on it."""

from datetime import date

from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from content.curriculum.models import Programme, ProgrammeVersion
from content.files.models import Document, Picture
from content.materials.models import Material, MaterialVersion
from content.review import services
from lms.people.models import SchoolClass, TeachingAssignment
from search import services as search
from tests.content.review.world import World, build, task_of
from tests.factories.materials import block, save_draft, step, three_steps
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import SchoolClassFactory, seat

NOWHERE = "/khong-co-gi-o-day/"
READER_PAGES = [
    "/", "/hoc-lieu/", "/tim-kiem/", "/tim-kiem/?q=phuong+trinh", "/tim-kiem/?q=qqzzxx",
    "/tim-kiem/?q=phuong+trihn", "/chuong-trinh/", "/chuong-trinh/lop-9/", NOWHERE,
    "/hoc-lieu/?lop=9", "/hoc-lieu/?lop=77", "/tim-kiem/?q=phuong+trinh&lop=9",
    "/tim-kiem/?q=phuong+trinh&lop=77",
]  # fmt: skip
OWN_PAGES = ["/thong-bao/", "/doi-mat-khau/"]


def busy_world() -> World:
    """Work in every state, so that each page has something to say."""
    world = build()
    video = published_asset(world.author)
    caption_of(video)
    watch = step("Bài quay của cô", block("video", {"asset": str(video.pk), "title": "Bài quay"}))
    world.approved(title="Bài đã duyệt", audience_scope="public", steps=[watch, *three_steps()])
    sent_back(world.submitted(title="Bài trả lại"), world)
    world.passed_by_group(title="Bài ở chỗ hiệu trưởng")
    world.submitted(title="Bài ở tổ")
    save_draft(world.draft(title="Bài đang soạn", summary=""), world.author, source="Tự soạn")
    files_of(world)
    programme = Programme.objects.create(code="GDPT2018", name="Chương trình phổ thông 2018")
    ProgrammeVersion.objects.create(
        programme=programme, label="2018", effective_from=date(2018, 12, 26), is_current=True
    )
    nine_a = SchoolClassFactory(unit=world.school, name="9A1")
    seat(world.student, nine_a)
    TeachingAssignment.objects.create(
        teacher=world.author.person, school_class=nine_a, subject=world.topic.subject.uuid
    )
    search.rebuild()
    return world


def files_of(world: World) -> None:
    """A picture and a document of the author's own."""
    Picture.objects.create(
        title="Parabol", file=get_test_image_file(), uploaded_by_user=world.author
    )
    Document.objects.create(
        title="Phiếu học tập",
        file=ContentFile(b"%PDF-1.4", name="phieu.pdf"),
        uploaded_by_user=world.author,
    )


def sent_back(version: MaterialVersion, world: World) -> None:
    """With a remark on its first step."""
    place = version.content[0]["id"]
    services.add_remark(
        acting_user=world.leader, version=version, text="Thiếu điều kiện.", step_id=place
    )
    services.return_task(acting_user=world.leader, task=task_of(version), reason="Xin sửa.")


def page_of(title: str) -> Material:
    return Material.objects.get(title=title)


def material_pages(world: World) -> list[str]:
    page = page_of("Bài đã duyệt")
    return [
        reverse("materials:material", args=[page.slug]),
        reverse("classroom:wall", args=[page.slug]),
        reverse("curriculum:topic", args=[world.topic.uuid]),
    ]


def visitors_pages(world: World) -> list[str]:
    return [*READER_PAGES, *material_pages(world), reverse("people:login")]


def students_pages(world: World) -> list[str]:
    return [*READER_PAGES, *OWN_PAGES, *material_pages(world), reverse("home:learning")]


def class_pages() -> list[str]:
    school_class = SchoolClass.objects.get()
    return [reverse("people:classes"), reverse("people:class", args=[school_class.uuid])]


def lists_of_files() -> list[str]:
    """Wagtail's lists of one's own: materials, pictures and documents."""
    return [
        reverse("materials_editor:list"),
        reverse("wagtailimages:index"),
        reverse("wagtaildocs:index"),
    ]


def editors_pages() -> list[str]:
    """Wagtail's screens that stand open to an author."""
    draft, locked = page_of("Bài đang soạn"), page_of("Bài ở tổ")
    first, last = draft.revisions.order_by("pk").first(), draft.latest_revision
    image, document = Picture.objects.get(), Document.objects.get()
    assert first is not None
    assert last is not None
    return [
        *lists_of_files(),
        *(reverse("materials_editor:edit", args=[page.pk]) for page in (draft, locked)),
        reverse("materials_editor:history", args=[draft.pk]),
        reverse("materials_editor:delete", args=[draft.pk]),
        reverse("materials_editor:revisions_compare", args=[draft.pk, first.pk, last.pk]),
        reverse("materials_editor:revisions_revert", args=[draft.pk, first.pk]),
        reverse("wagtailimages:add"),
        reverse("wagtailimages:add_multiple"),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtailimages:delete", args=[image.pk]),
        reverse("wagtaildocs:add"),
        reverse("wagtaildocs:add_multiple"),
        reverse("wagtaildocs:edit", args=[document.pk]),
        reverse("wagtaildocs:delete", args=[document.pk]),
    ]


def authors_pages(world: World) -> list[str]:
    pages = [reverse("home:desk"), reverse("materials:start"), *class_pages()]
    for title in ("Bài trả lại", "Bài ở tổ", "Bài đang soạn", "Bài đã duyệt"):
        pages += [
            reverse(f"review:{name}", args=[page_of(title).uuid]) for name in ("author", "submit")
        ]
    return [*OWN_PAGES, *material_pages(world), *pages, *editors_pages()]


def deciders_pages(title: str) -> list[str]:
    task = task_of(page_of(title).versions.get())
    names = ("review:desk", "review:changes")
    versions = ("materials:version", "classroom:wall_version")
    return [
        reverse("home:desk"),
        reverse("review:queue"),
        *(reverse(name, args=[task.uuid]) for name in names),
        *(reverse(name, args=[task.version.uuid]) for name in versions),
    ]


def leaders_pages(world: World) -> list[str]:
    return deciders_pages("Bài ở tổ")


def withdrawal() -> str:
    return reverse("review:withdraw", args=[page_of("Bài đã duyệt").uuid])


def heads_pages(world: World) -> list[str]:
    return [*deciders_pages("Bài ở chỗ hiệu trưởng"), withdrawal()]


def deputys_pages(world: World) -> list[str]:
    """Looks on where the head decides, and looks after the school's classes."""
    return [*deciders_pages("Bài ở chỗ hiệu trưởng"), withdrawal(), *class_pages()]


def officers_pages(world: World) -> list[str]:
    """Of the department: nothing waits, and the programme is theirs."""
    screens = "wagtailsnippets_curriculum_programmeversion"
    version = ProgrammeVersion.objects.get()
    return [
        reverse("home:desk"),
        reverse("review:queue"),
        withdrawal(),
        reverse(f"{screens}:list"),
        *(reverse(f"{screens}:{name}", args=[version.pk]) for name in ("edit", "inspect")),
        *(reverse(f"{screens}:{name}", args=[version.pk]) for name in ("history", "usage")),
    ]


def experts_pages(world: World) -> list[str]:
    """Writes too, but has not begun: every list is empty."""
    return [
        reverse("home:desk"),
        *(f"{reverse('review:queue')}?xem={which}" for which in ("cua-toi", "don-vi", "da-xong")),
        reverse("people:classes"),
        *OWN_PAGES,
        *lists_of_files(),
    ]


def administrators_pages(world: World) -> list[str]:
    """Log-ins of the school; no lessons."""
    return [reverse("home:desk"), *class_pages(), *OWN_PAGES]


def guardians_pages(world: World) -> list[str]:
    return ["/", reverse("home:desk"), reverse("home:learning"), *OWN_PAGES, *material_pages(world)]


WALKS = {
    # Who opens which pages; "" is a visitor.
    "": visitors_pages,
    "student": students_pages,
    "guardian": guardians_pages,
    "author": authors_pages,
    "leader": leaders_pages,
    "head": heads_pages,
    "deputy": deputys_pages,
    "officer": officers_pages,
    "expert": experts_pages,
    "admin": administrators_pages,
}


def expected_status(person: str, address: str) -> int:
    """What answers; refusals are pages too."""
    if person == "guardian" and address == reverse("home:desk"):
        return 403
    return 404 if address == NOWHERE else 200
