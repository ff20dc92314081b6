"""Import a programme from CSV or XLSX tables, with a report of every bad row."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from content.curriculum import services


class Command(BaseCommand):
    """`import_programme --programme GDPT2018 --periods FILE --topics FILE`."""

    help = "Import a programme from CSV or XLSX. Safe to repeat; one bad row stops it all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option per table; a workbook with several sheets may be given to any of them."""
        parser.add_argument("--programme", required=True, help="programme code, e.g. GDPT2018")
        parser.add_argument("--label", default="2018", help="label of the version")
        for table in ("subjects", "periods", "topics", "requirements"):
            parser.add_argument(f"--{table}", type=Path, help=f"CSV or XLSX with {table}")
        parser.add_argument("--subject", default="", help="subject code of rows that name none")
        parser.add_argument("--name", default="", help="name of the programme")
        parser.add_argument("--legal-basis", default="", help="legal basis of the version")
        parser.add_argument("--effective-from", type=date.fromisoformat, help="YYYY-MM-DD")
        parser.add_argument("--make-current", action="store_true")
        parser.add_argument("--skip-bad", action="store_true", help="import the good rows")
        parser.add_argument("--dry-run", action="store_true", help="report, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and print its report; a failed one ends with an error code."""
        tables = ("subjects", "periods", "topics", "requirements")
        paths = list(dict.fromkeys(options[table] for table in tables if options[table]))
        if not paths:
            raise CommandError(
                "Give at least one of --subjects, --periods, --topics, --requirements"
            )
        # The people who run this read Vietnamese, whatever the shell's language is.
        with translation.override("vi"):
            report = services.import_programme(
                acting_user=None,
                programme_code=options["programme"],
                version_label=options["label"],
                source_path=paths,
                dry_run=options["dry_run"],
                skip_bad=options["skip_bad"],
                make_current=options["make_current"],
                default_subject=options["subject"],
                facts=services.VersionFacts(
                    programme_name=options["name"],
                    legal_basis=options["legal_basis"],
                    effective_from=options["effective_from"],
                ),
            )
            for problem in report.problems:
                self.stderr.write(str(problem))
            summary = report.summary()
        if report.problems and not report.applied:
            raise CommandError(summary)
        self.stdout.write(summary)
