from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.formats import BadStarterText, LessonText, read_lesson
from courses.readability import measure
from courses.reviewing import shortcomings


class Command(BaseCommand):
    help = "Read lessons as text files and say how hard each is and what it lacks. Exit 1 where something is lacking."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, help="lesson files, or folders that hold them")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        files = [
            file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path]) if file.name != "course.yaml"
        ]
        lacking = [file for file in files if self.review(file)]
        self.stdout.write(f"{len(files)} lessons, {len(lacking)} lacking something")
        if lacking or not files:
            raise CommandError("Nothing to read." if not files else "Mend the lessons named above.")

    def review(self, file: Path) -> list[str]:
        try:
            text: LessonText = read_lesson(file, f"{file.parent.parent.name}/{file.parent.name}/{file.stem}")
        except BadStarterText as error:
            self.stdout.write(f"{file.stem}: {error}")
            return [str(error)]
        reading = measure(text.fields["body"], text.fields["practice"])
        lacks = shortcomings(text.fields, reading)
        words = "、".join(list(reading.outside)[:8])
        self.stdout.write(
            f"{file.stem}: {reading.characters} characters, sentences {reading.sentence_length}, rare {reading.outside_share:.1%} "
            f"({words}), {reading.minutes} min"
        )
        for lack in lacks:
            self.stdout.write(f"  - {lack}")
        return lacks
