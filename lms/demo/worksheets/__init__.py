"""The demo's worksheets (phiếu học tập): PDFs to print, each set from one text file.

In a file, `# ` is the title, `## ` a part; `_` with a number is that many ruled lines to
write on, `[` with a number a frame so many points high to draw in, and any other line a
paragraph. The words stay words in the PDF: they can be searched, copied and read aloud.
"""

from pathlib import Path

from lms.demo.worksheets.pdf import Sheet

TEXTS = Path(__file__).parent
FOOT = "Phố Hiến – dữ liệu mẫu, CC BY 4.0"


def names() -> list[str]:
    """The names of all worksheets."""
    return sorted(path.stem for path in TEXTS.glob("*.txt"))


def title(name: str) -> str:
    """What a worksheet is called."""
    return _lines(name)[0].removeprefix("# ")


def pdf(name: str) -> bytes:
    """One worksheet as a PDF file. Raises KeyError for a name that no worksheet has."""
    if name not in names():
        raise KeyError(name)
    sheet = Sheet(title(name), FOOT)
    sheet.paragraph("Họ và tên: …………………………………………………………    Lớp: ………………")
    for line in _lines(name)[1:]:
        if line.startswith("## "):
            sheet.heading(line[3:])
        elif line.startswith("_"):
            sheet.ruled(int(line[1:]))
        elif line.startswith("["):
            sheet.frame(int(line[1:]))
        elif line:
            sheet.paragraph(line)
    return sheet.file()


def _lines(name: str) -> list[str]:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
