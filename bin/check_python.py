"""Say plainly when the Python found is too old, before anything is installed."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        f"Pho Hien needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
        "Set PYTHON=/path/to/python3.11 and run make again."
    )
