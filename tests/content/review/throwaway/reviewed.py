"""What poems tell review, and do for it."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from content.versions import services as versions
from content.versions.kinds import Block, Draft, Line, Step, View, as_own
from content.versions.marked import CHANGED, BlockChange, StepChange, words
from content.versions.models import FrozenVersion
from content.versions.signals import version_submitted
from content.versions.word_diff import Budget
from tests.content.review.throwaway.models import Poem, PoemVersion

STANZA = UUID(int=7)


def viewer(user: Any) -> Q:
    """Versions of poems that `user` wrote."""
    return Q(thing__in=Poem.objects.filter(owner=user).values("uuid"))


class PoemKind:
    """The adapter of poems."""

    name = "poem"
    model = PoemVersion
    draft_model = Poem
    content_columns = frozenset({"lines"})

    def draft(self, user: Any, thing: UUID) -> Draft | None:
        poem = Poem.objects.filter(uuid=thing, owner=user).first()
        if poem is None:
            return None
        return Draft(self, thing, poem.title, poem.judged, f"/tho/{thing}/", poem)

    def may_write(self, user: Any, thing: UUID) -> bool:
        return Poem.objects.filter(uuid=thing, owner=user).exists()

    def authors(self, thing: UUID) -> list[Any]:
        return [Poem.objects.get(uuid=thing).owner]

    def makers(self, version: FrozenVersion) -> set[int]:
        return {Poem.objects.get(uuid=version.thing).owner.person_id}

    def completeness(self, draft: Draft) -> list[Line]:
        done = len(draft.row.lines) > 1
        return [Line("lines", "Ít nhất hai câu", "Viết thêm một câu.", done, required=True)]

    def submit(self, *, acting_user: Any, thing: UUID, note: str) -> FrozenVersion:
        poem = self.lock(thing)
        version = PoemVersion(
            thing_kind=self.name, thing=thing, title=poem.title, slug=str(thing), kind="luc-bat",
            subject=poem.subject, unit=poem.unit, lines=poem.lines, metre=poem.metre,
            for_singing=poem.for_singing, submitted_by=acting_user, audience_token="public:all",
        )  # fmt: skip
        versions.freeze(version=version, topics=[], files=[])
        Poem.objects.filter(uuid=thing).update(judged=True, note="judged")
        version_submitted.send(
            sender=PoemVersion, version=version, acting_user=acting_user, note=note
        )
        return version

    def lock(self, thing: UUID) -> Poem:
        return Poem.objects.select_for_update().get(uuid=thing)

    def is_under_review(self, thing: UUID) -> bool:
        return Poem.objects.get(uuid=thing).judged

    def leave_review(self, thing: UUID, *, sent_back: bool) -> None:
        note = "sent back" if sent_back else "draft"
        Poem.objects.filter(uuid=thing).update(judged=False, note=note)

    def publish(self, *, acting_user: Any, version: FrozenVersion, reviewed_by: str) -> None:
        versions.publish(version=as_own(version), reviewed_by=reviewed_by)
        Poem.objects.filter(uuid=version.thing).update(judged=False, note="published")

    def withdraw(self, *, acting_user: Any, version: FrozenVersion, reason: str) -> None:
        versions.withdraw(version=as_own(version))
        Poem.objects.filter(uuid=version.thing).update(note=f"withdrawn: {reason}"[:20])

    def kind_label(self, kind: str) -> str:
        return {"luc-bat": "Thơ lục bát"}.get(kind, kind)

    def facts(self, version: FrozenVersion) -> list[str]:
        return [as_own(version).metre]  # type: ignore[attr-defined]

    def reader_url(self, version: FrozenVersion) -> str:
        return f"/tho/{version.slug}/"

    def views(self, version: FrozenVersion) -> list[View]:
        return [View("giay", "phone", "phone", "Trên giấy", f"/tho/ban/{version.uuid}/")]

    def outline(self, version: FrozenVersion) -> list[Step]:
        return self._outline(as_own(version).lines)  # type: ignore[attr-defined]

    def draft_outline(self, row: Any) -> list[Step]:
        return self._outline(row.lines)

    def _outline(self, lines: list[str]) -> list[Step]:
        blocks = [Block(str(UUID(int=n)), "line", line) for n, line in enumerate(lines, 100)]
        return [Step(str(STANZA), 1, "Khổ một", blocks, "kho-1")]

    def changes(self, old: FrozenVersion, new: FrozenVersion, budget: Budget) -> list[StepChange]:
        before, after = ("\n".join(as_own(one).lines) for one in (old, new))  # type: ignore[attr-defined]
        if before == after:
            return []
        block = BlockChange("Câu thơ", CHANGED, words(before, after, budget))
        return [StepChange(1, "Khổ một", CHANGED, blocks=[block])]
