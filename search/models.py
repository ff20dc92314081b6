"""What search keeps: a copy of every document, and the words of the public ones.

The rows here are derived; `search_rebuild` makes them again from the providers. The engine of
the database keeps its own index tables beside them (see migrations/0002 and engines/).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A document as it was indexed: what a result row shows comes from here."""

    key = models.CharField(max_length=200, unique=True)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=100, blank=True)
    is_public = models.BooleanField(default=False)
    indexed_at = models.DateTimeField(db_index=True)
    url = models.CharField(max_length=2000)
    title = models.TextField()
    title_key = models.CharField(max_length=300)
    """The title in exact words: documents of one title make one suggestion."""
    topic_label = models.TextField(blank=True)
    audience = models.JSONField(default=list)
    topic = models.TextField(blank=True)
    meta = models.TextField(blank=True)
    card = models.JSONField(default=dict)
    # Last, with its outline: SQLite reads a row from its start, and facets must not walk over it.
    body = models.TextField(blank=True)
    outline = models.JSONField(default=list)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")

    def __str__(self) -> str:
        return self.key


class Change(models.Model):
    """The last time a document was written or taken away.

    A rebuild reads documents one after the other and would bring back what changed meanwhile;
    it looks here for what to do again. `waiting` marks what an unreachable engine missed.
    """

    key = models.CharField(max_length=200, unique=True)
    changed_at = models.DateTimeField(db_index=True)
    waiting = models.BooleanField(default=False, db_index=True)

    class Meta:
        verbose_name = _("search change")
        verbose_name_plural = _("search changes")

    def __str__(self) -> str:
        return self.key


class VocabularyWord(models.Model):
    """A word of public documents in its marked shape, with its unmarked one."""

    exact = models.CharField(max_length=70, primary_key=True)
    folded = models.CharField(max_length=70, db_index=True)
    count = models.IntegerField()
    documents = models.IntegerField()

    class Meta:
        verbose_name = _("vocabulary word")
        verbose_name_plural = _("vocabulary words")

    def __str__(self) -> str:
        return self.exact


class VocabularyPair(models.Model):
    """Two unmarked words that stand side by side in public documents: `phuong_trinh`."""

    pair = models.CharField(max_length=140, primary_key=True)
    count = models.IntegerField()

    class Meta:
        verbose_name = _("vocabulary pair")
        verbose_name_plural = _("vocabulary pairs")

    def __str__(self) -> str:
        return self.pair
