"""The retention period of every table of ours, and of those of others that hold people's traces.

`Goes`: by age, `lms.core.retention` does it hourly. `Kept`: stays, or goes with something else.
"""

from datetime import timedelta

from lms.core.retention import Goes, Kept, Rule

_WITH_ITS_PAGE = Kept("part of a material: the history of review names it")
_WITH_ITS_ASSET = Kept("goes when its video is deleted")
_CURRICULUM = Kept("reference data, no person in it")
_HISTORY = Kept("a dated fact: rights of then are explained by it; goes when a person is erased")
_ORGANISATION = Kept("the organisation's history, no person in it")
_INDEX = Kept("rebuilt from what it indexes, and cleared with it")

RETENTION: dict[str, Rule] = {
    # What one learns of a child, and who looked.
    "people.Person": Kept(
        "as long as the school knows them; erased or made anonymous by a service"
    ),
    "people.ExternalIdentifier": Kept("goes with its person"),
    "people.User": Kept("closed, not deleted: decisions name it"),
    "people.Membership": _HISTORY,
    "people.ClassMembership": _HISTORY,
    "people.TeachingAssignment": _HISTORY,
    "people.GuardianLink": _HISTORY,
    "people.Consent": Kept("proof of what a guardian agreed to; goes when a person is erased"),
    "people.RecordAccess": Goes(
        timedelta(days=730), "at", "long enough to ask about the school year before"
    ),
    "progress.Progress": Kept("the student's own; goes when a person is erased"),
    "progress.Watch": Kept("part of a progress"),
    "progress.ReportSession": Goes(
        timedelta(days=30), "opened_at", "a page reports for some hours after it was opened"
    ),
    "notices.Notice": Goes(
        timedelta(days=180), "read_at", "was read; what it tells stands in its own room"
    ),
    "sessions.Session": Goes(timedelta(0), "expire_date", "no longer opens anything"),
    "axes.AccessAttempt": Goes(
        timedelta(days=30),
        "attempt_time",
        "names and addresses of failed log-ins: to see an attack",
    ),
    "wagtailcore.PageLogEntry": Kept("the audit log"),
    "wagtailcore.ModelLogEntry": Kept("the audit log"),
    # The organisation.
    "people.UnitKind": _ORGANISATION,
    "people.Unit": _ORGANISATION,
    "people.UnitLink": _ORGANISATION,
    "people.UnitSubject": _ORGANISATION,
    "people.SchoolYear": _ORGANISATION,
    "people.SchoolClass": _ORGANISATION,
    # Materials and their review.
    "materials.Material": _WITH_ITS_PAGE,
    "materials.FormerLibraryPage": Kept("a number, no person in it"),
    "materials.MaterialVersion": _WITH_ITS_PAGE,
    "versions.FrozenVersion": _WITH_ITS_PAGE,
    "versions.VersionFile": _WITH_ITS_PAGE,
    "files.Picture": Kept("its author deletes it; versions protect what they use"),
    "files.PictureRendition": Kept("goes with its picture"),
    "files.Document": Kept("its author deletes it; versions protect what they use"),
    "materials.Formula": Kept("a formula drawn once, no person in it"),
    "review.ReviewStep": Kept("how review goes"),
    "review.ChecklistItem": Kept("how review goes"),
    "review.ReviewTask": _WITH_ITS_PAGE,
    "review.Ask": _WITH_ITS_PAGE,
    "review.Vote": _WITH_ITS_PAGE,
    "review.ChecklistAnswer": _WITH_ITS_PAGE,
    "review.Remark": _WITH_ITS_PAGE,
    "curriculum.Programme": _CURRICULUM,
    "curriculum.ProgrammeVersion": _CURRICULUM,
    "curriculum.Concept": _CURRICULUM,
    "curriculum.Subject": _CURRICULUM,
    "curriculum.Strand": _CURRICULUM,
    "curriculum.Topic": _CURRICULUM,
    "curriculum.Requirement": _CURRICULUM,
    "curriculum.ConceptEntry": _CURRICULUM,
    "curriculum.PeriodAllocation": _CURRICULUM,
    # Files.
    "media_pipeline.Upload": Kept(
        "unfinished ones go after some days, by the pipeline's own sweep"
    ),
    "media_pipeline.Asset": Kept("its author deletes it; versions protect what they use"),
    "media_pipeline.Caption": _WITH_ITS_ASSET,
    "media_pipeline.Job": _WITH_ITS_ASSET,
    "media_pipeline.Publication": _WITH_ITS_ASSET,
    "media_pipeline.Rendition": _WITH_ITS_ASSET,
    # What runs.
    "search.Document": _INDEX,
    "search.VocabularyWord": _INDEX,
    "search.VocabularyPair": _INDEX,
    "search.Change": Goes(
        timedelta(days=14), "changed_at", "no rebuild takes so long", only={"waiting": False}
    ),
    "django_tasks_database.DBTaskResult": Goes(
        timedelta(days=7), "finished_at", "long enough to see why a task failed"
    ),
    "core.WorkerHeartbeat": Goes(timedelta(days=1), "seen_at", "a worker that is gone"),
    "core.HousekeepingRun": Kept("one row for each duty"),
}
