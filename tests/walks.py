"""Every page that each kind of person reaches, with work in every state to show on it."""

from django.urls import reverse

from content.materials.models import MaterialPage, MaterialVersion
from content.review import services
from lms.people.models import SchoolClass, TeachingAssignment
from search import services as search
from tests.content.review.world import World, build, task_of
from tests.factories.materials import block, step, three_steps
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
    world.draft(title="Bài đang soạn", summary="")
    nine_a = SchoolClassFactory(unit=world.school, name="9A1")
    seat(world.student, nine_a)
    TeachingAssignment.objects.create(
        teacher=world.author.person, school_class=nine_a, subject=world.topic.subject.uuid
    )
    search.rebuild()
    return world


def sent_back(version: MaterialVersion, world: World) -> None:
    """With a remark on its first step."""
    place = version.content[0]["id"]
    services.add_remark(
        acting_user=world.leader, version=version, text="Thiếu điều kiện.", step_id=place
    )
    services.return_task(acting_user=world.leader, task=task_of(version), reason="Xin sửa.")


def page_of(title: str) -> MaterialPage:
    return MaterialPage.objects.get(title=title)


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


def authors_pages(world: World) -> list[str]:
    school_class = SchoolClass.objects.get()
    pages = [
        reverse("home:desk"),
        reverse("materials:start"),
        reverse("people:classes"),
        reverse("people:class", args=[school_class.uuid]),
    ]
    for title in ("Bài trả lại", "Bài ở tổ", "Bài đang soạn", "Bài đã duyệt"):
        pages += [
            reverse(f"review:{name}", args=[page_of(title).pk]) for name in ("author", "submit")
        ]
    return [*OWN_PAGES, *material_pages(world), *pages]


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


def heads_pages(world: World) -> list[str]:
    withdraw = reverse("review:withdraw", args=[page_of("Bài đã duyệt").pk])
    return [*deciders_pages("Bài ở chỗ hiệu trưởng"), withdraw]


WALKS = {
    # Who opens which pages; "" is a visitor.
    "": visitors_pages,
    "student": students_pages,
    "author": authors_pages,
    "leader": leaders_pages,
    "head": heads_pages,
}
