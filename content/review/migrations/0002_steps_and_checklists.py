"""The two steps and their checklists. They are data: a province changes them in its own rows."""

from django.db import migrations

GROUP = [
    ("requirements", "Đúng và đủ yêu cầu cần đạt của chủ đề trong chương trình; không vượt chuẩn, không bỏ sót ý chính.",
     "Meets the topic's requirements in the programme, neither beyond them nor short of them.", []),
    ("science", "Kiến thức chính xác, khoa học, cập nhật; thuật ngữ, kí hiệu, đơn vị đo dùng đúng và thống nhất.",
     "Facts are right and current; terms, symbols and units are correct and consistent.", []),
    ("language", "Ngôn ngữ trong sáng, đúng chính tả, dễ hiểu với lứa tuổi học sinh.",
     "The language is clear, spelt correctly and easy for the age.", []),
    ("method", "Phương pháp phù hợp: có mở đầu, hình thành kiến thức, luyện tập, vận dụng; học sinh được làm, không chỉ đọc.",
     "The method fits: opening, new knowledge, practice, use; students do, not only read.",
     ["lecture", "video_lecture", "televised_lecture", "textbook"]),
    ("exercises", "Ví dụ, bài tập đúng mức độ nhận biết, thông hiểu, vận dụng; đáp án và lời giải đúng.",
     "Examples and exercises fit the cognitive levels; answers and solutions are right.",
     ["lecture", "textbook", "exercise_set"]),
    ("presentation", "Hình ảnh, bảng, công thức rõ ràng, đọc được trên điện thoại và màn hình lớp học; hình có mô tả bằng lời.",
     "Pictures, tables and formulas are clear on a phone and on the classroom screen; pictures are described in words.", []),
    ("captions", "Video, âm thanh rõ; phụ đề khớp lời nói và không sai chữ.",
     "Video and sound are clear; captions match the speech and are spelt correctly.",
     ["lecture", "video_lecture", "televised_lecture"]),
    ("operation", "Mô phỏng, liên kết mở được và có hướng dẫn học sinh cần quan sát, làm gì.",
     "The simulation or link opens, and students are told what to watch and do.", ["simulation"]),
    ("sources", "Nguồn tư liệu, tác giả được ghi rõ; trích dẫn đúng.",
     "Sources and authors are named; quotations are right.", []),
]
HEAD = [
    ("process", "Tổ chuyên môn đã thẩm định đầy đủ; các nhận xét đã được tác giả sửa hoặc trả lời.",
     "The subject group has reviewed it fully; remarks were fixed or answered.", []),
    ("plan", "Phù hợp kế hoạch giáo dục của nhà trường và kế hoạch dạy học của tổ.",
     "Fits the school's education plan and the group's teaching plan.", []),
    ("values", "Nội dung đúng pháp luật; không định kiến giới, vùng miền, dân tộc, tôn giáo; bản đồ thể hiện đúng chủ quyền.",
     "The content respects the law; no prejudice of gender, region, ethnicity or religion; maps show sovereignty correctly.", []),
    ("safety", "An toàn và phù hợp lứa tuổi; thí nghiệm, hoạt động có cảnh báo cần thiết.",
     "Safe and fit for the age; experiments and activities carry the warnings they need.", []),
    ("privacy", "Không lộ thông tin cá nhân, hình ảnh học sinh khi chưa có sự đồng ý.",
     "No personal data or pictures of students without consent.", []),
    ("rights", "Có quyền sử dụng mọi hình ảnh, âm thanh, văn bản; giấy phép đã chọn là đúng.",
     "All pictures, sounds and texts may be used; the chosen licence is right.", []),
    ("advertising", "Không quảng cáo, không dẫn tới trang bán hàng hoặc nội dung ngoài giáo dục.",
     "No advertising, no links to shops or to content outside education.", []),
    ("audience", "Phạm vi chia sẻ phù hợp; đáp án, tài liệu dành cho giáo viên không mở cho học sinh.",
     "The audience is right; answer keys and teachers' documents are not open to students.", []),
]


def write(apps, schema_editor):
    step_model = apps.get_model("review", "ReviewStep")
    item_model = apps.get_model("review", "ChecklistItem")
    steps = [
        ("group", 1, "Tổ chuyên môn thẩm định", "Review by the subject group", "public", 5, GROUP),
        ("head", 2, "Hiệu trưởng phê duyệt", "Approval by the head", "public", 3, HEAD),
    ]
    for code, order, name, name_en, scope, days, items in steps:
        step = step_model.objects.create(
            code=code, order=order, name=name, name_en=name_en, widest_scope=scope, days_allowed=days
        )
        for position, (item_code, text, text_en, kinds) in enumerate(items, 1):
            item_model.objects.create(
                step=step, order=position, code=item_code, text=text, text_en=text_en, kinds=kinds
            )


def remove(apps, schema_editor):
    apps.get_model("review", "ChecklistItem").objects.all().delete()
    apps.get_model("review", "ReviewStep").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [migrations.RunPython(write, remove)]
