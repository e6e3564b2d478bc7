import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import operations


class Command(BaseCommand):
    help = "Add the villages of one or more counties from a CSV file with the columns code (12 digits) and name. May be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            rows = read(file)
            added = operations.import_villages(rows)
        except (operations.BadVillageFile, OSError) as error:
            raise CommandError(f"{file}: {error}\nNothing was written.") from error
        self.stdout.write(f"{len(rows)} villages read, {added} of them new.")


def read(file: Path) -> list[dict[str, str]]:
    """The file's lines. Raises BadVillageFile where it is no such table."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = file.read_text(encoding="gb18030")  # what spreadsheets write in China
        except UnicodeDecodeError as error:
            raise operations.BadVillageFile("this is not a text file; save the table as CSV first") from error
    table = csv.DictReader(text.splitlines())
    missing = {"code", "name"} - set(table.fieldnames or ())
    if missing:
        raise operations.BadVillageFile(
            f"line 1: the first line must name the columns code and name; missing: {', '.join(sorted(missing))}"
        )
    try:
        return list(table)
    except csv.Error as error:
        raise operations.BadVillageFile(f"line {table.line_num}: {error}") from error
