"""`manage.py import_programme`, as an administrator of a department meets it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content.curriculum import selectors
from content.curriculum.models import Programme, Requirement, Topic
from tests.factories.curriculum import PERIODS, SUBJECTS, TOPICS, write_csv

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_programme", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    named = {"subjects": SUBJECTS, "periods": PERIODS, "topics": TOPICS}
    return [f"--{name}={write_csv(tmp_path / f'{name}.csv', rows)}" for name, rows in named.items()]


def test_it_imports_the_tables_it_is_given(files: list[str]) -> None:
    out, err = run("--programme=GDPT2018", "--name=Chương trình thử", *files)
    assert err == ""
    assert "11" in out  # 2 subjects, 3 strands, 4 topics, 2 lines of periods
    assert Programme.objects.get().name == "Chương trình thử"
    assert selectors.compulsory_of(selectors.subjects_of_grade(9)) == 280


def test_a_trial_run_writes_nothing(files: list[str]) -> None:
    run("--programme=GDPT2018", "--dry-run", *files)
    assert not Programme.objects.exists()


def test_bad_rows_end_it_with_an_error_and_their_lines(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write_csv(tmp_path / "bad.csv", [{**TOPICS[0], "grade": "15"}])
    err = StringIO()
    with pytest.raises(CommandError):
        call_command(
            "import_programme",
            "--programme=GDPT2018",
            *files[:2],
            f"--topics={bad}",
            stdout=StringIO(),
            stderr=err,
        )
    assert "bad.csv" in err.getvalue()
    assert "2" in err.getvalue()
    assert not Topic.objects.exists()


def test_requirements_that_name_no_subject_take_it_from_the_option(
    files: list[str], tmp_path: Path
) -> None:
    run("--programme=GDPT2018", *files)
    rows = [
        {"ma": f"R{n}", "lop": "9", "mach": "", "chu_de": "Căn thức", "yeu_cau_can_dat": f"Câu {n}"}
        for n in range(3)
    ]
    path = write_csv(tmp_path / "yccd.csv", rows)
    run("--programme=GDPT2018", "--subject=TOAN", f"--requirements={path}")
    run("--programme=GDPT2018", "--subject=TOAN", f"--requirements={path}")
    assert Requirement.objects.count() == 3


def test_without_a_file_it_says_what_to_give() -> None:
    with pytest.raises(CommandError, match="--periods"):
        run("--programme=GDPT2018")
