"""The table that says what each column is called in LOM and LRMI tells of every column, and of no
other."""

import re

from content.materials.models import Material, MaterialVersion, metadata


def rows() -> list[list[str]]:
    """The cells of the table in the module's docstring, without its head."""
    lines = [line for line in str(metadata.__doc__).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def named() -> list[str]:
    return [name for row in rows() for name in re.findall(r"\w+", row[0])]


def columns(model: type) -> set[str]:
    return {field.name for field in model._meta.get_fields()}  # type: ignore[attr-defined]


def test_the_table_names_every_column_of_the_description_once() -> None:
    assert len(named()) == len(set(named()))
    # The title is the page's own, and a version's.
    assert set(named()) == columns(metadata.MetadataMixin) | {"title"}


def test_what_the_table_names_stands_on_pages_and_on_versions() -> None:
    assert set(named()) <= columns(Material) & columns(MaterialVersion)


def test_every_line_says_what_it_is_called_in_both() -> None:
    for row in rows():
        assert len(row) == 3, row
        assert all(row), row
