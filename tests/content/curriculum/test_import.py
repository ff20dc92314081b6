"""Importing a programme: what is taken, what is refused and how it is said."""

import zipfile
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation
from openpyxl import Workbook
from wagtail.models import ModelLogEntry

from content.curriculum import selectors, services
from content.curriculum.models import (
    Certainty,
    Concept,
    ConceptEntry,
    ConceptKind,
    PeriodAllocation,
    Programme,
    ProgrammeVersion,
    Requirement,
    Strand,
    Subject,
    Topic,
)
from tests.factories.curriculum import (
    PERIODS,
    SUBJECTS,
    TOPICS,
    import_small_programme,
    import_tables,
    subject,
    topic,
    write_csv,
)

pytestmark = pytest.mark.django_db


def import_file(path: Path, **options):
    return services.import_programme(
        **{
            "acting_user": None,
            "programme_code": "GDPT2018",
            "version_label": "2018",
            "source_path": path,
            **options,
        }
    )


# --- what is taken --------------------------------------------------------------------------
def test_an_import_makes_the_programme_its_subjects_strands_and_topics(tmp_path: Path) -> None:
    report = import_small_programme(tmp_path)
    assert report.applied
    assert report.problems == []
    assert Subject.objects.count() == 2
    assert Strand.objects.count() == 3
    assert Topic.objects.count() == 4
    assert PeriodAllocation.objects.count() == 2
    assert selectors.current_version().label == "2018"


def test_a_topic_carries_its_place_so_that_lists_need_no_joins(small_programme: None) -> None:
    found = topic("Đường tròn")
    assert found.grade == 9
    assert found.subject_id == subject("TOAN").pk
    assert found.strand.name == "Hình học và Đo lường"


def test_a_subject_carries_its_mark_and_hue(small_programme: None) -> None:
    assert (subject("TOAN").mark, subject("TOAN").hue) == ("To", 30)


def test_two_installations_give_a_topic_the_same_uuid(small_programme: None) -> None:
    # Written down, so that a change of the seed cannot slip in: materials depend on it.
    assert topic("Căn thức").uuid == UUID("deb61935-3b2d-5256-bf24-886471e8e45d")
    assert subject("TOAN").uuid == UUID("97456aae-7290-5519-a1f8-cbdc180926d1")


def test_importing_twice_changes_nothing(small_programme: None, tmp_path: Path) -> None:
    before = list(Concept.objects.order_by("pk").values_list("pk", "uuid", "name", "code"))
    stamp = selectors.current_version().stamp
    report = import_small_programme(tmp_path)
    assert (report.created, report.updated) == (0, 0)
    assert report.unchanged > 0
    after = list(Concept.objects.order_by("pk").values_list("pk", "uuid", "name", "code"))
    assert after == before
    assert selectors.current_version().stamp == stamp


def test_a_rename_by_uuid_keeps_the_topic(small_programme: None, tmp_path: Path) -> None:
    old = topic("Căn thức")
    row = {**TOPICS[0], "topic": "Căn bậc hai và căn bậc ba", "uuid": str(old.uuid)}
    report = import_tables(tmp_path, topics=[row])
    assert report.updated == 1
    assert topic("Căn bậc hai và căn bậc ba").pk == old.pk
    assert not Topic.objects.filter(name="Căn thức").exists()


def test_a_rename_by_code_keeps_the_topic(tmp_path: Path) -> None:
    first = {**TOPICS[0], "code": "T9-01"}
    import_tables(tmp_path, subjects=SUBJECTS, topics=[first])
    old = topic("Căn thức")
    import_tables(tmp_path, topics=[{**first, "topic": "Căn bậc hai"}])
    assert topic("Căn bậc hai").uuid == old.uuid
    assert Topic.objects.count() == 1


def test_a_renamed_topic_is_found_by_its_new_name_without_its_uuid(
    small_programme: None, tmp_path: Path
) -> None:
    row = {**TOPICS[0], "topic": "Căn bậc hai"}
    import_tables(tmp_path, topics=[{**row, "uuid": str(topic("Căn thức").uuid)}])
    report = import_tables(tmp_path, topics=[row])
    assert (report.created, report.updated) == (0, 0)


def test_a_new_topic_may_bring_its_own_uuid(small_programme: None, tmp_path: Path) -> None:
    own = uuid4()
    import_tables(tmp_path, topics=[{**TOPICS[0], "topic": "Phương trình", "uuid": str(own)}])
    assert topic("Phương trình").uuid == own


def test_a_partial_file_leaves_the_rest_alone(small_programme: None, tmp_path: Path) -> None:
    import_tables(tmp_path, periods=[{**PERIODS[0], "periods": "150"}])
    assert Topic.objects.count() == 4
    assert selectors.compulsory_of(selectors.subjects_of_grade(9)) == 290


def test_topics_of_the_same_name_in_two_strands_are_two_topics(tmp_path: Path) -> None:
    rows = [TOPICS[0], {**TOPICS[0], "strand": "Hình học và Đo lường"}]
    report = import_tables(tmp_path, subjects=SUBJECTS, topics=rows)
    assert report.ok
    assert Topic.objects.count() == 2
    assert len(set(ConceptEntry.objects.values_list("code", flat=True))) == 6


def test_a_published_periods_table_is_understood(tmp_path: Path) -> None:
    row = {
        "cap_hoc": "thcs",
        "ma_mon": "TIN",
        "ten_mon": "Tin học",
        "loai": "bat_buoc",
        "lop": "6",
        "so_tiet_nam": "35",
        "trang_thai_kiem_chung": "general_knowledge",
    }
    assert import_tables(tmp_path, periods=[row]).ok
    allocation = PeriodAllocation.objects.get()
    assert allocation.subject.name == "Tin học"
    assert (allocation.grade, allocation.periods) == (6, 35)
    assert (allocation.kind, allocation.certainty) == ("compulsory", Certainty.GENERAL)


def test_a_workbook_holds_several_tables_and_numbers_as_numbers(tmp_path: Path) -> None:
    book = Workbook()
    for title, rows in (("Môn", SUBJECTS), ("Tiết", PERIODS), ("Chủ đề", TOPICS)):
        sheet = book.create_sheet(title)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([float(v) if v.isdigit() else v for v in row.values()])
    path = tmp_path / "ct.xlsx"
    book.save(path)
    report = import_file(path)
    assert report.problems == []
    assert Topic.objects.count() == 4
    assert PeriodAllocation.objects.count() == 2


def test_a_spreadsheet_may_write_semicolons_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "mon.csv", SUBJECTS, delimiter=";", encoding="utf-8-sig")
    assert import_file(path).ok
    assert subject("TOAN").name == "Toán"


# --- requirements ---------------------------------------------------------------------------
def requirement(**changes: str) -> dict[str, str]:
    row = {
        "ma": "0209.01",
        "lop": "9",
        "mach": "Số và Đại số",
        "chu_de": "Căn thức",
        "yeu_cau_can_dat": "Câu mẫu của bài kiểm thử.",
        "bloom": "1",
    }
    return {**row, **changes}


def test_requirements_hang_on_their_topic(small_programme: None, tmp_path: Path) -> None:
    report = import_tables(tmp_path, requirements=[requirement()], default_subject="TOAN")
    assert report.problems == []
    found = Requirement.objects.get()
    assert found.subject_id == subject("TOAN").pk
    assert list(selectors.requirements_of(topic("Căn thức"))) == [found]


def test_the_same_sentence_under_two_codes_is_two_requirements(
    small_programme: None, tmp_path: Path
) -> None:
    rows = [requirement(), requirement(ma="0209.02")]
    for _time in range(2):
        report = import_tables(tmp_path, requirements=rows, default_subject="TOAN")
        assert report.problems == []
    assert Requirement.objects.count() == 2


def test_a_requirement_without_a_code_is_known_by_its_sentence(
    small_programme: None, tmp_path: Path
) -> None:
    for _time in range(2):
        import_tables(tmp_path, requirements=[requirement(ma="")], default_subject="TOAN")
    assert Requirement.objects.count() == 1


def test_a_requirement_of_an_unknown_topic_is_refused(
    small_programme: None, tmp_path: Path
) -> None:
    rows = [requirement(chu_de="Ma trận")]
    report = import_tables(tmp_path, requirements=rows, default_subject="TOAN")
    assert not report.applied
    assert "Ma trận" in report.problems[0].reason


def test_a_requirement_may_stand_in_the_subjects_study_topics(tmp_path: Path) -> None:
    cluster = {"code": "TOAN_CD", "name": "Cụm chuyên đề học tập Toán"}
    strand = "Chuyên đề học tập"
    row = {"subject": "TOAN_CD", "grade": "10", "strand": strand, "topic": "Chuyên đề 10.2"}
    import_tables(tmp_path, subjects=[*SUBJECTS, cluster], topics=[row])
    wanted = requirement(lop="10", mach=strand, chu_de="Chuyên đề 10.2")
    assert import_tables(tmp_path, requirements=[wanted], default_subject="TOAN").ok
    assert Requirement.objects.get().subject.code == "TOAN_CD"


def test_the_mathematics_requirements_are_taken_where_they_are_at_hand() -> None:
    path = Path(__file__).parents[4] / "shared" / "curriculum" / "yccd_toan_791.csv"
    if not path.exists():
        pytest.skip("../shared/curriculum is not there; generated rows stand in above")
    services.load_bundled()
    report = import_file(path, default_subject="TOAN", skip_bad=True)
    # The file has 784 rows; some are blank in the wording, and those alone are refused.
    assert report.created + len(report.problems) == 784
    assert Requirement.objects.count() == report.created > 700
    assert {p.reason for p in report.problems} == {"The column “text” is empty."}


# --- what is refused ------------------------------------------------------------------------
BAD = [
    ({**TOPICS[0], "grade": "13"}, "1 to 12"),
    ({**TOPICS[0], "grade": "chín"}, "1 to 12"),
    ({**TOPICS[0], "grade": "000999999"}, "1 to 12"),
    ({**TOPICS[0], "grade": "9" * 5_000}, "1 to 12"),
    ({**TOPICS[0], "topic": ""}, "topic"),
    ({**TOPICS[0], "topic": "x" * 501}, "500"),
    ({**TOPICS[0], "subject": "LATINH"}, "LATINH"),
    ({**TOPICS[0], "subject": ""}, "missing"),
    ({**TOPICS[0], "subject": "TO AN"}, "A–Z"),
    ({**TOPICS[0], "uuid": "12"}, "UUID"),
    ({**TOPICS[0], "certainty": "chắc"}, "certainty"),
    ({**TOPICS[0], "replaced_by": "KHONG.CO"}, "KHONG.CO"),
    ({**TOPICS[0], "code": "x" * 65}, "64"),
]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("row", "word"), BAD)
def test_a_bad_row_is_named_by_line_and_reason(
    small_programme: None, tmp_path: Path, row: dict[str, str], word: str
) -> None:
    good = {**TOPICS[0], "topic": "Phương trình"}
    report = import_tables(tmp_path, topics=[good, row])
    assert [(p.source, p.line) for p in report.problems] == [("topics.csv", 3)]
    assert word in report.problems[0].reason


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"periods": "0"}, "1 to 1000"),
        ({"periods": "3,5"}, "periods"),
        ({"periods": "9" * 5_000}, "1 to 1000"),
        ({"kind": "?"}, "kind"),
    ],
)
def test_bad_periods_are_refused(tmp_path: Path, changes: dict[str, str], word: str) -> None:
    report = import_tables(tmp_path, subjects=SUBJECTS, periods=[{**PERIODS[0], **changes}])
    assert word in report.problems[0].reason
    assert not Programme.objects.exists()


def test_one_bad_row_stops_the_whole_import(small_programme: None, tmp_path: Path) -> None:
    rows = [{**TOPICS[0], "topic": "Phương trình"}, {**TOPICS[0], "grade": "0"}]
    report = import_tables(tmp_path, topics=rows)
    assert not report.applied
    assert not Topic.objects.filter(name="Phương trình").exists()
    assert "1" in report.summary()


def test_the_good_rows_may_be_taken_on_request(small_programme: None, tmp_path: Path) -> None:
    rows = [{**TOPICS[0], "topic": "Phương trình"}, {**TOPICS[0], "grade": "0"}]
    report = import_tables(tmp_path, topics=rows, skip_bad=True)
    assert report.applied
    assert len(report.problems) == 1
    assert topic("Phương trình").grade == 9


def test_every_bad_row_is_reported_not_only_the_first(
    small_programme: None, tmp_path: Path
) -> None:
    rows = [{**TOPICS[0], "grade": "0"}, {**TOPICS[0], "subject": "LATINH"}, TOPICS[1]]
    report = import_tables(tmp_path, topics=rows)
    assert [p.line for p in report.problems] == [2, 3]


def test_a_line_that_repeats_another_names_it(tmp_path: Path) -> None:
    report = import_tables(tmp_path, subjects=SUBJECTS, topics=[TOPICS[0], TOPICS[0]])
    assert report.problems[0].line == 3
    assert "line 2" in report.problems[0].reason


def test_a_code_that_is_taken_is_refused(small_programme: None, tmp_path: Path) -> None:
    rows = [{**TOPICS[0], "code": "T1"}, {**TOPICS[1], "code": "T1"}]
    report = import_tables(tmp_path, topics=rows)
    assert "T1" in report.problems[0].reason or "line 2" in report.problems[0].reason
    assert not report.applied


def test_a_uuid_of_another_kind_is_refused(small_programme: None, tmp_path: Path) -> None:
    row = {**TOPICS[0], "uuid": str(subject("NV").uuid)}
    report = import_tables(tmp_path, topics=[row])
    assert "another kind" in report.problems[0].reason
    assert subject("NV").name == "Ngữ văn"


def test_a_row_after_a_cell_with_line_breaks_is_named_by_its_own_line(
    small_programme: None, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        'subject,grade,strand,topic\nTOAN,9,Số và Đại số,"Phương\ntrình"\nTOAN,99,a,b\n',
        encoding="utf-8",
    )
    assert [p.line for p in import_file(path).problems] == [4]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"x,y\n1,2\n", "headings"),
        ("a.csv", "mã,tên".encode("utf-16"), "UTF-8"),
        ("a.xlsx", b"not a workbook", "XLSX"),
        ("a.docx", b"PK", "CSV and XLSX"),
    ],
)
def test_a_file_that_is_no_table_is_said_plainly(
    tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    report = import_file(path)
    assert word in str(report.problems[0])
    assert not report.applied
    assert not Programme.objects.exists()


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    assert "no such file" in str(import_file(tmp_path / "a.csv").problems[0])


def test_a_trial_run_reports_and_writes_nothing(tmp_path: Path) -> None:
    report = import_small_programme(tmp_path, dry_run=True)
    assert report.created > 0
    assert not report.applied
    assert not Programme.objects.exists()
    assert not Concept.objects.exists()


# --- versions and programmes ----------------------------------------------------------------
def test_a_new_version_waits_until_it_is_made_current(
    small_programme: None, tmp_path: Path
) -> None:
    row = {**TOPICS[0], "topic": "Căn bậc hai", "uuid": str(topic("Căn thức").uuid)}
    import_tables(tmp_path, label="2027", subjects=SUBJECTS, topics=[row])
    assert topic("Căn thức").name == "Căn thức"
    version = ProgrammeVersion.objects.get(label="2027")
    services.make_current(acting_user=None, version=version)
    assert topic("Căn bậc hai").uuid == UUID("deb61935-3b2d-5256-bf24-886471e8e45d")
    assert selectors.current_version() == version


def test_a_topic_that_a_new_version_drops_is_kept_but_no_longer_offered(
    small_programme: None, tmp_path: Path
) -> None:
    import_tables(tmp_path, label="2027", subjects=SUBJECTS, topics=TOPICS[:1], make_current=True)
    assert [t.name for t in selectors.topics_of(subject(), 9)] == ["Căn thức"]
    assert Topic.objects.filter(name="Đường tròn").exists()


def test_a_topic_may_be_replaced_by_others(small_programme: None, tmp_path: Path) -> None:
    new = {**TOPICS[0], "code": "T9-NEW", "topic": "Căn bậc hai"}
    old = {**TOPICS[0], "replaced_by": "T9-NEW"}
    report = import_tables(tmp_path, topics=[new, old])
    assert report.problems == []
    assert list(selectors.entry_of(topic("Căn thức")).replaced_by.all()) == [topic("Căn bậc hai")]
    offered = {t.name for t in selectors.topics_of(subject(), 9)}
    assert "Căn bậc hai" in offered
    assert "Căn thức" not in offered


def test_a_second_programme_lives_beside_the_first(small_programme: None, tmp_path: Path) -> None:
    own = {"code": "GDTX_KNS", "name": "Kĩ năng sống", "mark": "Ks", "hue": "5"}
    report = import_tables(
        tmp_path,
        programme="GDTX",
        label="2022",
        subjects=[{"code": "TOAN", "name": "Toán (GDTX)"}, own],
        periods=[
            {"subject": "TOAN", "grade": "9", "periods": "100", "kind": "compulsory"},
            {"subject": "GDTX_KNS", "grade": "9", "periods": "35", "kind": "elective"},
        ],
        topics=[
            TOPICS[0],
            {"subject": "GDTX_KNS", "grade": "9", "strand": "Sống", "topic": "Giao tiếp"},
        ],
    )
    assert report.problems == []
    second = selectors.current_version("GDTX")
    assert [s.subject.code for s in selectors.subjects_of_grade(9, second)] == [
        "TOAN",
        "GDTX_KNS",
    ]
    # The shared topic is one topic, and the first programme's words and periods stand.
    assert Topic.objects.filter(name="Căn thức").count() == 1
    assert subject("TOAN").name == "Toán"
    assert second.entries.get(concept=subject("TOAN")).name == "Toán (GDTX)"
    assert selectors.compulsory_of(selectors.subjects_of_grade(9)) == 280
    assert selectors.compulsory_of(selectors.subjects_of_grade(9, second)) == 100
    assert [s.subject.code for s in selectors.subjects_of_grade(9)] == ["TOAN", "NV"]
    assert [t.name for t in selectors.topics_of(subject("TOAN"), 9, second)] == ["Căn thức"]


def test_only_one_version_of_a_programme_is_current(small_programme: None, tmp_path: Path) -> None:
    import_tables(tmp_path, label="2027", subjects=SUBJECTS, make_current=True)
    assert ProgrammeVersion.objects.filter(is_current=True).count() == 1


def test_kinds_never_mix_in_their_managers(small_programme: None) -> None:
    assert {c.kind for c in Subject.objects.all()} == {ConceptKind.SUBJECT}
    assert {c.kind for c in Topic.objects.all()} == {ConceptKind.TOPIC}
    assert {c.kind for c in Strand.objects.all()} == {ConceptKind.STRAND}


# --- who ------------------------------------------------------------------------------------
def test_the_import_refuses_a_visitor(tmp_path: Path) -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(PermissionDenied):
        import_small_programme(tmp_path, acting_user=AnonymousUser())
    assert not Programme.objects.exists()


# --- what is kept about it ------------------------------------------------------------------
def test_facts_that_are_given_reach_an_existing_version_and_the_others_stay(
    small_programme: None, tmp_path: Path
) -> None:
    table = write_csv(tmp_path / "subjects.csv", SUBJECTS)
    first = services.VersionFacts(
        programme_name="Chương trình 2018", legal_basis="Thông tư 32/2018"
    )
    import_file(table, facts=first)
    import_file(table, facts=services.VersionFacts(effective_from=date(2019, 2, 15)))
    version = ProgrammeVersion.objects.select_related("programme").get()
    assert version.programme.name == "Chương trình 2018"
    assert version.legal_basis == "Thông tư 32/2018"
    assert version.effective_from == date(2019, 2, 15)


def test_imports_and_what_is_made_current_stand_in_the_log(tmp_path: Path) -> None:
    import_small_programme(tmp_path)
    version = ProgrammeVersion.objects.get()
    import_file(write_csv(tmp_path / "more.csv", SUBJECTS), dry_run=True)
    services.make_current(acting_user=None, version=version)
    entries = ModelLogEntry.objects.for_instance(version).order_by("pk")
    assert [entry.action for entry in entries] == ["curriculum.import", "curriculum.make_current"]
    assert entries[0].data["created"] == 11
    assert entries[0].formatter.label


def test_a_workbook_whose_sheet_is_broken_is_said_plainly(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.xlsx", tmp_path / "broken.xlsx"
    book = Workbook()
    book.active.append(["code", "name"])
    book.active.append(["TOAN", "Toán"])
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text[: len(text) // 2] if "worksheets" in name else text)
    report = import_file(broken)
    assert not report.applied
    assert report.problems[0].source == "broken.xlsx"
