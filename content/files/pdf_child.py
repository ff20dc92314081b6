"""Count the pages of one PDF: `python -I pdf_child.py FILE`, in a limited process of its own.

A program of its own, so that a file made to crash or to exhaust a PDF reader takes this child
down and not a web process. Answers with one JSON object.
"""

import json
import logging
import sys


def main() -> dict[str, object]:
    """Pages, or why not."""
    logging.disable(logging.CRITICAL)
    from pypdf import PdfReader

    try:
        reader = PdfReader(sys.argv[1])
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "locked"}
        pages = len(reader.pages)
    except (MemoryError, RecursionError):
        return {"error": "endless"}
    except Exception:
        return {"error": "unreadable"}
    return {"pages": pages} if pages else {"error": "unreadable"}


if __name__ == "__main__":
    print(json.dumps(main()))
