"""Checked rows into entries of one programme version.

How a row finds its concept, first that fits: the `uuid` column; the code in this version, then
in other versions of the programme; the same name at the same place in this version; the UUID
that a fresh concept of this name would be given. So a repeated import never makes a second
concept of the same thing, and a rename by `uuid` or `code` keeps what is filed under it.

A fresh concept's UUID is a name-based one (RFC 9562, version 5) of its kind and place, without
the programme: two installations that import the same table agree on it, and two programmes that
teach the same topic share it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.utils.text import slugify
from django.utils.translation import gettext as _

from content.curriculum.importing.report import ImportReport
from content.curriculum.importing.rows import (
    BadRow,
    ParsedRow,
    PeriodRow,
    RequirementRow,
    SubjectRow,
    TopicRow,
)
from content.curriculum.models import (
    Certainty,
    Concept,
    ConceptEntry,
    ConceptKind,
    PeriodAllocation,
    ProgrammeVersion,
)

SEED_NAMESPACE = UUID("5f0a4c52-7a39-5f43-9d3e-0d1c5b0e7a11")
STUDY_TOPICS_SUFFIX = "_CD"

Place = tuple[str, int | None, int | None, str]
"""Kind, parent concept, grade and name: where a concept hangs and what it is called."""


def seed_uuid(*parts: str) -> UUID:
    """The UUID of a fresh concept, from its kind and place."""
    return uuid5(SEED_NAMESPACE, ":".join(parts))


def ascii_slug(text: str) -> str:
    """A code part from a Vietnamese name: "Số và Đại số" → "so-va-dai-so"."""
    return slugify(text.replace("đ", "d").replace("Đ", "D"))[:60].strip("-")


@dataclass
class Wanted:
    """What a row says about one concept."""

    kind: ConceptKind
    seed: UUID
    code: str
    own_code: bool
    name: str
    name_en: str = ""
    parent: Concept | None = None
    subject: Concept | None = None
    strand: Concept | None = None
    grade: int | None = None
    certainty: Certainty = Certainty.GENERAL
    uuid: UUID | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the row puts the concept."""
        return (self.kind, self.parent.pk if self.parent else None, self.grade, self.name)


class VersionWriter:
    """Writes rows into one version. Made for one import, inside its transaction."""

    def __init__(self, version: ProgrammeVersion, report: ImportReport) -> None:
        self.version = version
        self.report = report
        entries = list(version.entries.select_related("concept"))
        self.entries = {entry.concept_id: entry for entry in entries}
        self.by_code = {entry.code: entry for entry in entries}
        self.by_place = {self._place_of(entry): entry.concept for entry in entries}
        others = ConceptEntry.objects.filter(version__programme=version.programme).exclude(
            version=version
        )
        self.elsewhere = {
            e.code: e.concept for e in others.select_related("concept").order_by("pk")
        }
        self.by_uuid = {concept.uuid: concept for concept in Concept.objects.all()}
        self.allocations = {(a.subject_id, a.grade, a.kind): a for a in version.allocations.all()}
        self.seen: dict[int | tuple[int, int, str], str] = {}
        self.repainted: list[int] = []
        """Concepts that got another hue or mark."""
        self.order = 0

    @staticmethod
    def _place_of(entry: ConceptEntry) -> Place:
        return (entry.concept.kind, entry.parent_id, entry.grade, entry.name)

    def write(self, row: ParsedRow, where: str) -> None:
        """Write one row; BadRow where it contradicts the rest of the programme."""
        self.order += 1
        writers: dict[type, Callable[[Any, str], None]] = {
            SubjectRow: self._subject,
            PeriodRow: self._periods,
            TopicRow: self._topic,
            RequirementRow: self._requirement,
        }
        writers[type(row)](row, where)

    # --- one method per table -----------------------------------------------------------------
    def _subject(self, row: SubjectRow, where: str) -> None:
        extra: dict[str, Any] = {}
        if row.hue is not None:
            extra["hue"] = row.hue
        if row.mark:
            extra["mark"] = row.mark
        wanted = Wanted(
            kind=ConceptKind.SUBJECT,
            seed=seed_uuid("subject", row.code),
            code=row.code,
            own_code=True,
            name=row.name,
            name_en=row.name_en,
            certainty=Certainty.VERIFIED,
            uuid=row.uuid,
            extra=extra,
        )
        self._put(wanted, where)

    def _periods(self, row: PeriodRow, where: str) -> None:
        subject = self._find_subject(row.subject, row.subject_name)
        key = (subject.pk, row.grade, row.kind.value)
        self._once(key, where)
        values = {"periods": row.periods, "certainty": row.certainty.value}
        allocation = self.allocations.get(key)
        if allocation is None:
            allocation = PeriodAllocation(
                version=self.version, subject=subject, grade=row.grade, kind=row.kind.value
            )
            self.allocations[key] = allocation
        self._save(allocation, values)

    def _topic(self, row: TopicRow, where: str) -> None:
        subject = self._find_subject(row.subject)
        strand = self._find_or_add_strand(subject, row)
        code = f"{row.subject}.{row.grade}.{ascii_slug(row.name)}"
        concept = self._put(
            Wanted(
                kind=ConceptKind.TOPIC,
                seed=seed_uuid("topic", row.subject, str(row.grade), row.strand, row.name),
                code=row.code or code,
                own_code=bool(row.code),
                name=row.name,
                name_en=row.name_en,
                parent=strand,
                subject=subject,
                strand=strand,
                grade=row.grade,
                certainty=row.certainty,
                uuid=row.uuid,
            ),
            where,
        )
        if row.replaced_by:
            self._replace(concept, row.replaced_by)

    def _requirement(self, row: RequirementRow, where: str) -> None:
        topic = self._find_topic(row)
        digest = seed_uuid(
            "requirement", row.subject, str(row.grade), row.topic, row.code or row.text
        )
        self._put(
            Wanted(
                kind=ConceptKind.REQUIREMENT,
                seed=digest,
                code=f"{row.subject}.{row.code or digest.hex[:12]}",
                own_code=bool(row.code),
                name=row.text,
                parent=topic,
                subject=topic.subject,
                strand=topic.strand,
                grade=row.grade,
                certainty=row.certainty,
                uuid=row.uuid,
            ),
            where,
        )

    # --- finding what a row refers to ---------------------------------------------------------
    def _find_subject(self, code: str, name: str = "") -> Concept:
        entry = self.by_code.get(code)
        if entry is not None and entry.concept.kind == ConceptKind.SUBJECT:
            return entry.concept
        if not name:
            raise BadRow(
                _("The subject %(code)s is not in this programme. Add it to the subjects first.")
                % {"code": code}
            )
        wanted = Wanted(ConceptKind.SUBJECT, seed_uuid("subject", code), code, True, name)
        return self._put(wanted, "")

    def _find_or_add_strand(self, subject: Concept, row: TopicRow) -> Concept:
        place: Place = (ConceptKind.STRAND, subject.pk, None, row.strand)
        strand = self.by_place.get(place)
        if strand is not None:
            return strand
        wanted = Wanted(
            kind=ConceptKind.STRAND,
            seed=seed_uuid("strand", row.subject, row.strand),
            code=f"{row.subject}.{ascii_slug(row.strand)}",
            own_code=False,
            name=row.strand,
            parent=subject,
            subject=subject,
            certainty=row.certainty,
        )
        return self._put(wanted, "")

    def _find_topic(self, row: RequirementRow) -> Concept:
        # Published tables file study topics under their subject, the programme counts them
        # as a cluster of its own.
        for code in (row.subject, row.subject + STUDY_TOPICS_SUFFIX):
            entry = self.by_code.get(code)
            if entry is None:
                continue
            for strand in self._strands_of(entry.concept, row.strand):
                topic = self.by_place.get((ConceptKind.TOPIC, strand, row.grade, row.topic))
                if topic is not None:
                    return topic
        raise BadRow(
            _(
                "There is no topic “%(topic)s” in %(subject)s of grade %(grade)d. "
                "Import topics first."
            )
            % {"topic": row.topic, "subject": row.subject, "grade": row.grade}
        )

    def _strands_of(self, subject: Concept, name: str) -> list[int]:
        if name:
            strand = self.by_place.get((ConceptKind.STRAND, subject.pk, None, name))
            return [strand.pk] if strand else []
        return [
            concept.pk
            for (kind, parent, _grade, _name), concept in self.by_place.items()
            if kind == ConceptKind.STRAND and parent == subject.pk
        ]

    def _replace(self, concept: Concept, codes: tuple[str, ...]) -> None:
        unknown = [code for code in codes if code not in self.by_code]
        if unknown:
            raise BadRow(
                _("Replaced by %(code)s, which is not in this version. Put that line first.")
                % {"code": unknown[0]}
            )
        entry = self.entries[concept.pk]
        new = {self.by_code[code].concept_id for code in codes}
        if new != set(entry.replaced_by.values_list("pk", flat=True)):
            entry.replaced_by.set(new)
            self.report.updated += 1

    # --- writing ------------------------------------------------------------------------------
    def _once(self, key: Any, where: str) -> None:
        if where and key in self.seen:
            raise BadRow(_("This line repeats %(where)s.") % {"where": self.seen[key]})
        if where:
            self.seen[key] = where

    def _match(self, wanted: Wanted) -> Concept | None:
        if wanted.uuid is not None:
            return self.by_uuid.get(wanted.uuid)
        if wanted.own_code:
            entry = self.by_code.get(wanted.code)
            concept = entry.concept if entry else self.elsewhere.get(wanted.code)
            # The same sentence stands under several requirements: only the code tells them apart.
            if concept is not None or wanted.kind == ConceptKind.REQUIREMENT:
                return concept or self.by_uuid.get(wanted.seed)
        return self.by_place.get(wanted.place) or self.by_uuid.get(wanted.seed)

    def _put(self, wanted: Wanted, where: str) -> Concept:
        concept = self._match(wanted)
        if concept is not None and concept.kind != wanted.kind:
            raise BadRow(
                _("The code or UUID belongs to something of another kind: “%(name)s”.")
                % {"name": concept.name}
            )
        if concept is None:
            concept = self._new_concept(wanted)
        self._once(concept.pk, where)
        self._check_code(wanted, concept)
        self._put_extra(concept, wanted.extra)
        self._put_entry(concept, wanted)
        return concept

    def _new_concept(self, wanted: Wanted) -> Concept:
        concept = Concept.objects.create(
            uuid=wanted.uuid or wanted.seed,
            kind=wanted.kind,
            home=self.version.programme,
            code=wanted.code,
            name=wanted.name,
            name_en=wanted.name_en,
            grade=wanted.grade,
            subject=wanted.subject,
            strand=wanted.strand,
            order=self.order,
            **wanted.extra,
        )
        self.by_uuid[concept.uuid] = concept
        return concept

    def _check_code(self, wanted: Wanted, concept: Concept) -> None:
        """A code from the file must be free; one that we make gives way."""
        mine = self.entries.get(concept.pk)
        if mine is not None and not wanted.own_code:
            wanted.code = mine.code
            return
        holder = self.by_code.get(wanted.code)
        if holder is None or holder.concept_id == concept.pk:
            return
        if wanted.own_code:
            raise BadRow(
                _("The code %(code)s already stands for “%(name)s”.")
                % {"code": wanted.code, "name": holder.name}
            )
        wanted.code = f"{wanted.code}-{concept.uuid.hex[:8]}"

    def _put_extra(self, concept: Concept, extra: dict[str, Any]) -> None:
        if concept.home_id != self.version.programme_id:
            return
        changed = [name for name, value in extra.items() if getattr(concept, name) != value]
        if changed:
            for name in changed:
                setattr(concept, name, extra[name])
            concept.save(update_fields=changed)
            self.repainted.append(concept.pk)

    def _put_entry(self, concept: Concept, wanted: Wanted) -> None:
        entry = self.entries.get(concept.pk)
        if entry is None:
            entry = ConceptEntry(version=self.version, concept=concept, order=self.order)
        else:
            self.by_code.pop(entry.code, None)
            self.by_place.pop(self._place_of(entry), None)
        values = {
            "code": wanted.code,
            "name": wanted.name,
            "name_en": wanted.name_en,
            "parent_id": wanted.parent.pk if wanted.parent else None,
            "grade": wanted.grade,
            "certainty": wanted.certainty.value,
        }
        self._save(entry, values)
        self.entries[concept.pk] = entry
        self.by_code[entry.code] = entry
        self.by_place[self._place_of(entry)] = concept

    def _save(self, row: ConceptEntry | PeriodAllocation, values: dict[str, Any]) -> None:
        """Insert or update, counting; a row that says the same as before is not touched."""
        if row.pk is not None and all(getattr(row, k) == v for k, v in values.items()):
            self.report.unchanged += 1
            return
        if row.pk is None:
            self.report.created += 1
        else:
            self.report.updated += 1
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
