"""What `materials` held of pictures and documents is in `files` after the upgrade, and whatever
named a row names it still: on a database of its own, filled as it was before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.migrating import fresh_database, told_by

__all__ = ["fresh_database"]


@pytest.mark.slow
def test_rows_and_whatever_names_them_follow_there_and_back(
    fresh_database: str, tmp_path: Path
) -> None:
    told = told_by("tests.content.files.moving", fresh_database, tmp_path)
    for when in ("there", "back", "there again"):
        assert told[when]["rows"] == told["before"]["rows"], when
        assert told[when]["named by"] == told["before"]["named by"], when
    assert all(told["before"]["rows"].values())
    assert all(told["before"]["named by"].values())
    old = ["materials.materialdocument", "materials.materialimage", "materials.materialrendition"]
    new = ["files.document", "files.picture", "files.picturerendition"]
    for when, models in {"before": old, "there": new, "back": old, "there again": new}.items():
        assert told[when]["content types"] == models, when
        assert told[when]["tables"] == [model.replace(".", "_") for model in models], when
    assert told["there"]["permission"] == ["add_picture", "Can add picture"]
    assert told["back"]["permission"] == ["add_materialimage", "Can add picture"]
    assert told["new numbers"] == [2, 2, 2]
    assert told["refused"] == [
        "a uuid twice",
        "a size twice",
        "a size of nothing",
        "a version without its picture",
    ]
