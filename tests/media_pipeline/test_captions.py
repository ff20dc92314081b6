"""Caption files as teachers have them."""

import pytest

from media_pipeline import captions_text, selectors, services
from media_pipeline.errors import MediaError
from media_pipeline.models import Caption
from tests.factories.media import AssetFactory
from tests.factories.people import UserFactory

SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\nXin chào các em\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\nHàm số\n"
)
VTT = "WEBVTT\n\n00:01.000 --> 00:03.500\nXin chào các em\n\n00:04.000 --> 00:06.000\nHàm số\n"


@pytest.mark.parametrize("text", [SRT, VTT], ids=["srt", "vtt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_both_formats_in_every_usual_encoding(text, encoding):
    cues = captions_text.read_cues(text.encode(encoding))
    assert [(c.start, c.end, c.text) for c in cues] == [
        (1.0, 3.5, "Xin chào các em"),
        (4.0, 6.0, "Hàm số"),
    ]


def test_the_old_vietnamese_code_page_comes_out_composed():
    import unicodedata

    decomposed = (
        SRT.replace("chào", "cha\u0300o").replace("số", "sô\u0301").replace("àm", "a\u0300m")
    )
    cues = captions_text.read_cues(decomposed.encode("cp1258"))
    assert cues[0].text == "Xin chào các em"
    assert unicodedata.is_normalized("NFC", cues[1].text)


def test_windows_line_ends_are_understood():
    assert len(captions_text.read_cues(SRT.replace("\n", "\r\n").encode())) == 2


def test_markup_is_dropped_and_signs_survive():
    text = SRT.replace("Xin chào các em", "<b>Nếu</b> <script>x</script> a < b & c > d")
    cues = captions_text.read_cues(text.encode())
    assert cues[0].text == "Nếu x a < b & c > d"
    written = captions_text.write_vtt(cues)
    assert "a &lt; b &amp; c &gt; d" in written
    assert captions_text.read_cues(written.encode()) == cues


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", "caption_encoding"),
        (b"Just some words of text.", "caption_format"),
        (b"<html><script>alert(1)</script></html>", "caption_format"),
        (b"WEBVTT\n\n", "caption_empty"),
        (b"WEBVTT\n" + b"x" * 3_000_000, "caption_big"),
        (b"", "caption_format"),
    ],
)
def test_other_files_are_refused_with_a_reason(content, code):
    with pytest.raises(MediaError) as refused:
        captions_text.read_cues(content)
    assert refused.value.code == code
    assert refused.value.message


@pytest.mark.django_db
def test_a_new_track_supersedes_the_old_and_keeps_its_file():
    asset = AssetFactory()
    old = services.attach_captions(acting_user=asset.owner, asset=asset, content=SRT.encode())
    new = services.attach_captions(acting_user=asset.owner, asset=asset, content=VTT.encode())
    assert selectors.captions_of(asset) == [new]
    old.refresh_from_db()
    assert old.superseded
    assert len(selectors.cues(old)) == 2


@pytest.mark.django_db
def test_a_language_longer_than_its_column_is_superseded_like_any_other():
    asset = AssetFactory()
    for _ in range(2):
        track = services.attach_captions(
            acting_user=asset.owner, asset=asset, content=SRT.encode(), language="abcdefghijklmno"
        )
    assert track.language == "abcdefghijkl"
    assert selectors.captions_of(asset) == [track]


@pytest.mark.django_db
def test_only_the_owner_attaches_captions():
    asset = AssetFactory()
    with pytest.raises(MediaError):
        services.attach_captions(acting_user=UserFactory(), asset=asset, content=SRT.encode())
    assert not Caption.objects.exists()


@pytest.mark.django_db
def test_captions_come_in_over_the_web_and_are_served_as_webvtt(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    asset = AssetFactory()
    client.force_login(asset.owner)
    file = SimpleUploadedFile("phu-de.srt", SRT.encode())
    answer = client.post(f"/phat/{asset.pk}/phu-de/", {"file": file, "language": "vi"})
    assert answer.status_code == 201
    place = f"/phat/{asset.pk}/phu-de/{answer.json()['id']}.vtt"
    served = client.get(place)
    assert served.content.startswith(b"WEBVTT\n")
    assert served["Content-Type"].startswith("text/vtt")
    client.force_login(UserFactory())
    assert client.get(place).status_code == 404
    bad = SimpleUploadedFile("phu-de.srt", b"khong phai phu de")
    assert client.post(f"/phat/{asset.pk}/phu-de/", {"file": bad}).status_code == 404
