from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from exams import operations
from exams.formats import WRITERS, Format
from exams.management.commands.import_questions import find_bank


class Command(BaseCommand):
    help = "Write the questions of a bank to a file for other programs. What the format cannot hold is named, and stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bank", metavar="SLUG", help="may be left out where there is one bank")
        parser.add_argument("--format", dest="kind", required=True, choices=list(map(str, WRITERS)))
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--keep-going", action="store_true", help="write the others although some cannot be held")

    def handle(self, *args: Any, bank: str | None, kind: str, output: Path, keep_going: bool, **options: Any) -> None:
        made = operations.export_questions(find_bank(bank), Format(kind))
        for remark in made.left_out:
            self.stdout.write(str(remark))
        if made.left_out and not keep_going:
            self.stdout.write("Nothing was written. With --keep-going the other questions are.")
            self.stdout.write(f"0 exported, {len(made.left_out)} left out")
            raise SystemExit(1)
        output.write_bytes(made.content)
        self.stdout.write(f"{len(made.written)} exported, {len(made.left_out)} left out")
        if made.left_out:
            raise SystemExit(1)
