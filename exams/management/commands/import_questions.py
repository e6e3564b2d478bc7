from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from exams import operations
from exams.formats import READERS, Format, Unreadable, read
from exams.formats.reading import LARGEST_FILE
from exams.models import QuestionBank, Topic


class Command(BaseCommand):
    help = "Bring the questions of a file into a bank. All or nothing; may be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--format", dest="kind", default="auto", choices=["auto", *map(str, READERS)], help="auto: by what the file holds"
        )
        parser.add_argument("--bank", metavar="SLUG", help="may be left out where there is one bank")
        parser.add_argument("--topic", metavar="SLUG", help="for questions whose file names no topic that we know")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--keep-going", action="store_true", help="take the right questions although others are wrong")

    def handle(self, *args: Any, file: Path, kind: str, dry_run: bool, keep_going: bool, **options: Any) -> None:
        bank, topic = find_bank(options["bank"]), find_topic(options["topic"])
        try:
            with file.open("rb") as opened:
                content = opened.read(LARGEST_FILE + 1)
            with tqdm(unit=" questions", disable=None) as bar:
                reading = read(content, None if kind == "auto" else Format(kind), file.name, progress=lambda done: bar.update(done - bar.n))
        except (Unreadable, OSError) as error:
            raise CommandError(f"{file}: {error}\nNothing was written.") from error
        report = operations.import_reading(bank, reading, topic=topic, now=now(), dry_run=dry_run, keep_going=keep_going)
        for remark in (*report.notes, *report.rejected):
            self.stdout.write(str(remark))
        if report.unchanged:
            self.stdout.write(f"{report.unchanged} were there already")
        if not report.written:
            self.stdout.write("Nothing was written.")
        self.stdout.write(operations.closing_line(report, dry_run=dry_run))
        if report.rejected:
            raise SystemExit(1)


def find_bank(slug: str | None) -> QuestionBank:
    banks = list(QuestionBank.objects.all()[:20]) if slug is None else list(QuestionBank.objects.filter(slug=slug))
    if len(banks) == 1:
        return banks[0]
    if slug:
        raise CommandError(f"there is no question bank {slug}")
    named = ", ".join(bank.slug for bank in banks) or "none yet"
    raise CommandError(f"please say which bank with --bank; there are: {named}")


def find_topic(slug: str | None) -> Topic | None:
    if not slug:
        return None
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        raise CommandError(f"there is no topic {slug}; there are: {', '.join(Topic.objects.values_list('slug', flat=True)[:50])}")
    return topic
