"""What an import did, and what was wrong with each row it did not take."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """One row that could not be taken, or a file that could not be read (line 0)."""

    source: str
    line: int
    reason: str

    def __str__(self) -> str:
        if not self.line:
            return f"{self.source}: {self.reason}"
        return _("%(source)s, line %(line)d: %(reason)s") % {
            "source": self.source,
            "line": self.line,
            "reason": self.reason,
        }


@dataclass
class ImportReport:
    """The outcome of one import."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    dry_run: bool = False
    applied: bool = False

    @property
    def ok(self) -> bool:
        """Whether every row was good."""
        return not self.problems

    def add_problem(self, source: str, line: int, reason: str) -> None:
        """Note a bad row."""
        self.problems.append(Problem(source, line, reason))

    def summary(self) -> str:
        """One sentence for the person who started the import."""
        if self.problems and not self.applied and not self.dry_run:
            return _("Nothing was written: %(count)d rows have to be put right first.") % {
                "count": len(self.problems)
            }
        counts = {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "bad": len(self.problems),
        }
        if self.dry_run:
            return (
                _(
                    "Trial run, nothing was written: %(created)d new, %(updated)d changed, "
                    "%(unchanged)d as before, %(bad)d bad rows."
                )
                % counts
            )
        return (
            _(
                "Done: %(created)d new, %(updated)d changed, %(unchanged)d as before, "
                "%(bad)d bad rows left out."
            )
            % counts
        )
