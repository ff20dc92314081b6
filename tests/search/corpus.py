"""A small library in Vietnamese, written for these tests."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from lms.core.search_registry import Place, SearchDocument, Section

PUBLIC = ("public:all",)
SCHOOL = ("unit:12:all",)
STAFF = ("unit:12:staff",)
VISITOR = frozenset({"public:all"})
STUDENT = frozenset({"public:all", "signed_in:all", "unit:12:all"})
TEACHER = STUDENT | {"signed_in:staff", "unit:12:staff"}

_SUBJECTS = {
    "toan": "Toán",
    "khtn": "Khoa học tự nhiên",
    "van": "Ngữ văn",
    "ls": "Lịch sử và Địa lí",
    "tin": "Tin học",
}
_KINDS = {"lecture": "Bài giảng điện tử", "video": "Video bài giảng", "exercises": "Bài tập"}


def document(
    key: str,
    title: str,
    *,
    topic: str = "",
    body: str = "",
    subject: str = "toan",
    grade: int = 9,
    kind: str = "lecture",
    audience: tuple[str, ...] = PUBLIC,
    sections: Sequence[Section] = (),
) -> SearchDocument:
    """One document as a provider would hand it over."""
    names = (_SUBJECTS[subject], _KINDS[kind])
    return SearchDocument(
        key=f"lesson:{key}",
        title=title,
        topic=topic,
        meta=f"{names[0]} lớp {grade} {names[1]}",
        body=body,
        url=f"/hoc-lieu/{key}/",
        audience=audience,
        grade=grade,
        subject=subject,
        kind=kind,
        sections=sections,
        card={
            "topic_label": topic,
            "minutes": 12,
            "reviewed_by": "Tổ Toán, Trường THCS Bạch Đằng",
            "subject_mark": names[0][:2],
            "subject_hue": 190,
        },
    )


def library() -> list[SearchDocument]:
    """What the contract tests search in."""
    return [
        document(
            "bac-hai",
            "Công thức nghiệm của phương trình bậc hai",
            topic="Phương trình bậc hai một ẩn",
            body="Muốn giải phương trình bậc hai một ẩn, ta tính biệt thức rồi xét dấu của nó. "
            "Khi biệt thức âm, phương trình vô nghiệm.",
        ),
        document(
            "he-phuong-trinh",
            "Giải hệ phương trình bằng phương pháp thế",
            topic="Hệ hai phương trình bậc nhất hai ẩn",
            body="Rút một ẩn từ một phương trình rồi thế vào phương trình còn lại của hệ.",
            kind="video",
        ),
        document(
            "bat-phuong-trinh",
            "Bất phương trình bậc nhất một ẩn",
            topic="Bất phương trình bậc nhất một ẩn",
            body="Khi nhân hai vế với một số âm phải đổi chiều bất đẳng thức.",
        ),
        document(
            "dao-ham",
            "Đạo hàm và ý nghĩa hình học",
            topic="Đạo hàm",
            body="Đạo hàm tại một điểm là hệ số góc của tiếp tuyến của đồ thị hàm số.",
            grade=11,
        ),
        document(
            "hoa-hoc",
            "Phản ứng hoá học quanh ta",
            topic="Phản ứng hoá học",
            body="Gỗ cháy, sắt gỉ và thức ăn ôi thiu đều là những biến đổi hoá học.",
            subject="khtn",
            grade=8,
        ),
        document(
            "vat-ly",
            "Ôn tập phần vật lý: lực và chuyển động",
            topic="Lực và chuyển động",
            body="Vật đứng yên hay chuyển động là tuỳ theo vật mốc được chọn.",
            subject="khtn",
            grade=7,
            kind="exercises",
        ),
        document(
            "lang",
            "Đọc hiểu truyện ngắn Làng của Kim Lân",
            topic="Truyện hiện đại Việt Nam",
            body="Ông Hai nhớ làng Chợ Dầu da diết khi phải đi tản cư.",
            subject="van",
        ),
        document(
            "lang-mac",
            "Lăng tẩm thời Nguyễn ở Huế",
            topic="Việt Nam thế kỉ mười chín",
            body="Các lăng nằm bên bờ sông Hương, mỗi lăng một dáng vẻ.",
            subject="ls",
            grade=8,
        ),
        document(
            "tap-viet",
            "Soạn thảo văn bản trên máy tính",
            topic="Soạn thảo văn bản",
            body="Lưu tệp trước khi trình bày trang; windows và text là hai từ hay gặp.",
            subject="tin",
            grade=7,
            kind="video",
        ),
        document(
            "ma-trong",
            "Bảng mã và mật mã đơn giản",
            topic="Biểu diễn thông tin",
            body="Mã hoá là đổi dữ liệu sang dạng mà người khác không đọc được.",
            subject="tin",
            grade=8,
        ),
        document(
            "nfd",
            unicodedata.normalize("NFD", "Quần thể sinh vật và môi trường"),
            topic=unicodedata.normalize("NFD", "Quần thể sinh vật"),
            body=unicodedata.normalize("NFD", "Các cá thể cùng loài sống chung một nơi."),
            subject="khtn",
            grade=8,
        ),
        document(
            "hoc-ki",
            "Đề cương ôn tập học kì II",
            topic="Ôn tập",
            body="Các dạng bài về hình trụ, hình nón, hình cầu.",
            kind="exercises",
        ),
        document(
            "dap-an",
            "Đáp án đề kiểm tra phương trình bậc hai",
            topic="Phương trình bậc hai một ẩn",
            body="Câu một chọn B. Biểu điểm zirconi dành cho người chấm.",
            audience=STAFF,
            kind="exercises",
        ),
        document(
            "noi-bo",
            "Kế hoạch câu lạc bộ khinh khí cầu",
            topic="Sinh hoạt câu lạc bộ",
            body="Chỉ dành cho học sinh trong trường.",
            audience=SCHOOL,
            subject="khtn",
            grade=6,
        ),
    ]


class ListProvider:
    """A provider over a list that a test may change."""

    name = "lesson"

    def __init__(self, documents: Iterable[SearchDocument] = ()) -> None:
        self.rows = {row.key: row for row in documents}

    def put(self, row: SearchDocument) -> None:
        self.rows[row.key] = row

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[SearchDocument]:
        wanted = list(self.rows) if keys is None else list(keys)
        return (self.rows[key] for key in wanted if key in self.rows)

    def facet_labels(self, facet: str, values: Iterable[str]) -> dict[str, str]:
        names = {"subject": _SUBJECTS, "kind": _KINDS}.get(facet, {})
        return {value: names[value] for value in values if value in names}

    def places(self, readings: Sequence[Sequence[str]]) -> list[Place]:
        return []


def many(count: int) -> Iterator[SearchDocument]:
    """Any number of documents, every one different."""
    nouns = "hình số hàm vật lực sóng cây thơ truyện đất nước biển sông núi máy bảng".split()  # noqa: SIM905
    for number in range(count):
        first, second = nouns[number % 16], nouns[number // 16 % 16]
        yield document(
            f"many-{number}",
            f"Bài {number}: {first} và {second} trong phương trình",
            topic=f"Chủ đề {first}",
            body=f"Phần {number} nói về {first}, rồi về {second}, và về phương trình của {first}.",
            grade=number % 12 + 1,
            subject=list(_SUBJECTS)[number % 5],
            kind=list(_KINDS)[number % 3],
        )
