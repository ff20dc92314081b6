"""Covers, icons, fields, states, and numbers and dates as people say them."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from themes import covers
from themes.icons import ICONS
from themes.templatetags import themes_tags as tags


@given(st.text(max_size=2), st.integers(0, 359), st.integers(1, 12), st.text(max_size=80))
def test_every_cover_is_well_formed_and_below_1_kb(
    mark: str, hue: int, grade: int, topic: str
) -> None:
    drawn = tags.cover(mark, hue, grade, topic)
    assert len(drawn.encode()) < 1024
    printable = all(ch.isprintable() for ch in mark)
    if printable:
        ET.fromstring(drawn)  # noqa: S314 - our own markup


def test_the_same_material_always_has_the_same_cover() -> None:
    first = tags.cover("To", 205, 9, "Phương trình bậc hai một ẩn")
    assert first == tags.cover("To", 205, 9, "Phương trình bậc hai một ẩn")
    assert first != tags.cover("To", 205, 9, "Đường tròn")
    assert 'aria-hidden="true"' in first


def test_a_cover_never_carries_markup_from_its_words() -> None:
    assert "<b" not in tags.cover("<b", 10, "<script>", "</svg>")


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_the_letters_on_a_cover_can_be_read(hue: int) -> None:
    from tests.themes.test_tokens import contrast

    assert contrast("#ffffff", covers.hex_colour(0.4, 0.062, hue)) >= 4.5


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_is_well_formed_and_silent(name: str) -> None:
    element = ET.fromstring(tags.icon(name))  # noqa: S314 - our own markup
    assert element.get("aria-hidden") == "true"


def test_an_icon_alone_has_a_name() -> None:
    assert 'aria-label="Đóng &lt;"' in tags.icon("close", "Đóng <")


def test_an_unknown_icon_is_an_error_at_once() -> None:
    with pytest.raises(KeyError):
        tags.icon("no-such-icon")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0,0 MB"),
        (4_000, "0,1 MB"),
        (12_480_000, "12,5 MB"),
        (212_400_000, "212 MB"),
        (1_250_000_000, "1,2 GB"),
    ],
)
def test_sizes_are_written_as_a_data_plan_counts(size: int, words: str) -> None:
    with translation.override("vi"):
        assert tags.megabytes(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (59.9, "0:59"), (754, "12:34"), (3754, "1:02:34")]
)
def test_places_in_a_video_are_written_as_on_a_player(seconds: float, words: str) -> None:
    assert tags.clock(seconds) == words


def test_far_days_have_weekday_and_date_and_near_ones_words() -> None:
    today = timezone.localdate()
    with translation.override("en"):
        assert tags.vn_date(today) == "today"
        assert tags.vn_date(today + timedelta(days=1)) == "tomorrow"
        far = today + timedelta(days=9)
        assert tags.vn_date(far) == far.strftime("%A %d/%m/%Y")
    assert tags.vn_date(None) == ""


def test_states_have_words_not_only_colour() -> None:
    with translation.override("en"):
        badge = tags.status("sent_back")
    assert "Sent back to fix" in badge
    assert "clay" in badge
    assert "&lt;b&gt;" in tags.status("<b>")


@pytest.mark.parametrize(("name", "initial"), [("Nguyễn Thị Ánh", "Á"), ("Hoa", "H"), ("", "?")])
def test_an_avatar_shows_the_given_name(name: str, initial: str) -> None:
    assert tags.initials(name) == initial


class TwoFields(forms.Form):
    name = forms.CharField(help_text="Họ và tên")
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, required=False)
    agree = forms.BooleanField()


def rendered(form: forms.Form, name: str) -> str:
    template = Template("{% load themes_tags %}{% field bound %}")
    return template.render(Context({"bound": form[name]}))


def test_a_field_ties_label_help_and_error_to_the_input() -> None:
    html = rendered(TwoFields({}), "name")
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_keeps_what_was_typed() -> None:
    assert 'value="Bùi Minh An"' in rendered(TwoFields({"name": "Bùi Minh An"}), "name")


def test_a_group_of_choices_has_a_legend() -> None:
    html = rendered(TwoFields(), "kind")
    assert html.lstrip().startswith("<fieldset")
    assert "<legend>" in html


def test_paging_keeps_the_search() -> None:
    request = HttpRequest()
    request.GET = QueryDict("q=phân+số&lop=6&lop=7&trang=2")
    template = Template("{% load themes_tags %}{% pages page %}")
    page = Paginator(range(100), 10).get_page(2)
    html = template.render(Context({"request": request, "page": page}))
    assert "q=ph%C3%A2n+s%E1%BB%91&amp;lop=6&amp;lop=7&amp;trang=3" in html
    assert 'href="?q=ph%C3%A2n+s%E1%BB%91&amp;lop=6&amp;lop=7"' in html
    assert 'aria-current="page">2<' in html


def test_one_page_needs_no_paging() -> None:
    template = Template("{% load themes_tags %}{% pages page %}")
    page = Paginator(range(5), 10).get_page(1)
    assert template.render(Context({"page": page})).strip() == ""
