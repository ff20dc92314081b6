"""Formulas, converted once: LaTeX as typed and the MathML that readers are shown."""

import hashlib

from django.db import models


def formula_key(latex: str, *, display: bool) -> str:
    """The address of a formula by its content: the same formula is converted once."""
    return hashlib.sha256(f"{int(display)}:{latex.strip()}".encode()).hexdigest()


class Formula(models.Model):
    """One formula and its MathML. Content-addressed, so frozen versions share the rows."""

    key = models.CharField(primary_key=True, max_length=64)
    latex = models.TextField()
    display = models.BooleanField()
    mathml = models.TextField()

    def __str__(self) -> str:
        return self.latex
