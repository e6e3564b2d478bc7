from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from courses import operations
from courses.models import TrainingClass
from courses.rosters import LARGEST_FILE, NotARoster, read_roster


class Command(BaseCommand):
    help = "Put the people of a table (.xlsx or .csv) on the roster of a class. All or nothing; may be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx|csv")
        parser.add_argument("--class", dest="training_class", required=True, metavar="ID", help="from the address of its page")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--keep-going", action="store_true", help="take the right rows although others are wrong")

    def handle(self, *args: Any, file: Path, training_class: str, dry_run: bool, keep_going: bool, **options: Any) -> None:
        found = self.find(training_class)
        try:
            with file.open("rb") as opened:
                reading = read_roster(opened.read(LARGEST_FILE + 1))
        except (NotARoster, OSError) as error:
            raise CommandError(f"{file}: {error}\nNothing was written.") from error
        with tqdm(total=len(reading.lines), unit=" rows", disable=dry_run) as bar:
            report = operations.import_roster(
                found,
                reading.lines,
                reading.complaints,
                by=found.opened_by,
                now=now(),
                dry_run=dry_run,
                keep_going=keep_going,
                progress=lambda done: bar.update(done - bar.n),
            )
        for complaint in report.rejected:
            self.stdout.write(str(complaint))
        if report.unchanged:
            self.stdout.write(f"{report.unchanged} were on the roster already")
        if not report.written:
            self.stdout.write("Nothing was written.")
            if not dry_run:
                report.imported = report.updated = 0
        self.stdout.write(f"{report.imported} imported, {report.updated} updated, {report.rejected_rows} rejected")
        if report.rejected:
            raise SystemExit(1)

    @staticmethod
    def find(text: str) -> TrainingClass:
        rows = TrainingClass.objects.select_related("opened_by")
        try:
            return rows.get(pk=int(text)) if text.isdigit() else rows.get(key=UUID(text))
        except (TrainingClass.DoesNotExist, ValueError) as error:
            raise CommandError(f"no class has the id {text}") from error
