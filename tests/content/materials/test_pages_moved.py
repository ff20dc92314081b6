"""What `materials` held as pages of a tree is materials after the upgrade, with everything that
hung on them: on a database of its own, filled as it was before, and on a fresh one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.migrating import fresh_database, told_by

__all__ = ["fresh_database"]


@pytest.mark.slow
def test_pages_become_materials_and_nothing_of_them_is_lost(
    fresh_database: str,
    tmp_path: Path,
) -> None:
    told = told_by("tests.content.materials.moving_pages", fresh_database, tmp_path)
    given, found = told["given"], told["found"]
    page, (first, newest) = given["page"], given["revisions"]
    # The row is the newest draft; what belongs to the material comes from its page.
    assert found["row"] == [
        "Bản nháp mới", "Tóm tắt mới", "bai", "approved", None, None, given["author"],
        given["unit"], given["uuid"], "unit", given["unit"],
    ]  # fmt: skip
    assert found["text"] == (
        f'<p><a linktype="material" uuid="{given["other_uuid"]}">kia</a> '
        '<a href="/hoc-lieu/">thư viện</a> <a href="/x">x</a></p>'
    )
    assert found["co_authors"] == [given["co_author"]]
    assert found["other"] == ["Bài kia", None, 0]
    # Revisions are the rows they were, and only what a draft has stands in them.
    assert found["revisions"] == [first, newest]
    assert (found["kept by page"], found["scheduled"]) == (0, 0)
    assert not {"path", "url_path", "live", "seo_title", "go_live_at"} & set(found["content"])
    assert {"pk", "title", "steps", "co_authors", "owner"} <= set(found["content"])
    assert found["went back"] == ["Bài đã duyệt", "bai", "approved", given["author"], page]
    assert found["new revision"] == [given["co_author"]]
    assert found["version"] == [page, first, True], "frozen texts stay as they are"
    entries = [
        (page, "wagtail.create", first, False),
        (page, "wagtail.edit", newest, False),
        (given["lost"], "wagtail.delete", None, True),
    ]
    assert found["log"] == [
        [str(number), action, revision, given["author"], {"note": action}, deleted, True, "Bài"]
        for number, action, revision, deleted in entries
    ]
    assert found["log of pages"] == 0
    assert found["references"] == [["material", "material", "steps.item"]]
    # Of the tree stays its root, which serves the site.
    assert found["libraries"] == [given["index"]]
    pages, problems, children, counted = found["tree"]
    assert problems == [[], [], [], [], []]
    assert children == counted == given["children"] - 1
    assert pages == 1 + counted
    assert found["site"] == given["root"]
    assert not {"materials_materialpage", "materials_materialindexpage"} & set(found["tables"])
    assert found["new number"] > max(page, given["other"], given["index"])
