"""What the style guide shows in its components. Sample data, on no other page."""

from typing import Any

COVERS = [
    ("To", 205, "9", "Phương trình bậc hai một ẩn"),
    ("Va", 20, "7", "Đọc hiểu văn bản nghị luận"),
    ("KH", 150, "6", "Chất và sự biến đổi của chất"),
    ("Vl", 250, "11", "Dao động điều hoà"),
    ("TA", 330, "4", "At school"),
    ("Sử", 60, "10", "Văn minh Đại Việt"),
    ("Đị", 120, "8", "Khí hậu Việt Nam"),
    ("Ti", 285, "5", "Thuật toán quanh em"),
]
STATES = [
    "draft", "submitted", "in_review", "sent_back", "approved", "published", "withdrawn",
    "uploading", "processing", "ready", "failed", "done", "in_progress", "overdue",
]  # fmt: skip
STEPS = [
    {"title": "Mở đầu: mảnh vườn nhãn", "url": "#1", "state": "done"},
    {"title": "Công thức nghiệm", "url": "#2", "state": "done"},
    {"title": "Ví dụ có lời giải", "url": "#3", "state": "now"},
    {"title": "Luyện tập", "url": "#4", "state": ""},
    {"title": "Bài tập về nhà", "url": "#5", "state": ""},
]
TOKENS = [
    "paper", "surface", "sunk", "line", "edge", "ink", "ink-soft", "river", "river-strong",
    "river-wash", "longan", "longan-text", "longan-wash", "leaf", "leaf-wash", "clay",
    "clay-wash", "mark",
]  # fmt: skip


def context() -> dict[str, Any]:
    """Everything the style guide's template loops over."""
    from themes.icons import ICONS

    return {
        "covers": COVERS,
        "states": STATES,
        "steps": STEPS,
        "tokens": TOKENS,
        "icons": sorted(ICONS),
        "crumbs": [
            ("Thư viện", "#"),
            ("Toán", "#"),
            ("Lớp 9", "#"),
            ("Phương trình bậc hai một ẩn", ""),
        ],
        "missing": [
            {"label": "Thêm yêu cầu cần đạt", "url": "#"},
            {"label": "Ghi nguồn của hai hình", "url": "#"},
        ],
        "tab_items": [
            {"label": "Cần sửa", "url": "#", "count": 2, "here": True},
            {"label": "Đang chờ duyệt", "url": "#", "count": 5},
            {"label": "Đã xuất bản", "url": "#", "count": 31},
        ],
    }
