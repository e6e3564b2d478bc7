import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from exams.item_analysis import BadTable, analyse, read_table
from exams.models import Exam
from exams.operations.analysing import analyse_exam, facts_of

LARGEST_FILE = 200_000_000
COLUMNS = (
    ("n", "n", 0),
    ("facility", "p", 3),
    ("sd", "sd", 3),
    ("discrimination", "D27", 3),
    ("point_biserial", "p-bis", 3),
    ("item_rest", "i-rest", 3),
    ("alpha_if_deleted", "alpha-", 4),
    ("a", "a", 3),
    ("b", "b", 3),
)


class Command(BaseCommand):
    help = "How good each question was: difficulty, discrimination, reliability, and the two-parameter model."
    requires_system_checks: list[str] = []  # with --csv it works where no site is set up

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("exam", nargs="?", metavar="EXAM_SLUG", help="everybody's first attempt at this exam")
        source.add_argument("--csv", type=Path, metavar="FILE", help="a header, one row a person, 0 or 1 a column; no database")
        parser.add_argument("--json", action="store_true", help="all figures, for programs")

    def handle(self, *args: Any, exam: str | None, csv: Path | None, json: bool, **options: Any) -> None:
        self.write(of_table(csv) if csv else of_exam(exam or ""), as_json=json)

    def write(self, facts: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False, allow_nan=False, indent=1))
            return
        width = min(24, max((len(item["name"]) for item in facts["items"]), default=8))
        self.stdout.write(" ".join([" " * width, *(f"{heading:>8}" for _key, heading, _digits in COLUMNS)]))
        for item in facts["items"]:
            cells = [f"{shown(item.get(key), digits):>8}" for key, _heading, digits in COLUMNS]
            self.stdout.write(" ".join([f"{item['name'][:width]:<{width}}", *cells, " ".join(item["flags"])]).rstrip())
        paper = facts["paper"]
        figures = ("mean", "sd", "median", "skewness", "kurtosis", "alpha", "sem")
        self.stdout.write(f"\n{paper['persons']} people, {paper['items']} questions; totals in {'points' if paper['of'] else 'percent'}")
        self.stdout.write("  ".join(f"{name} {shown(paper[name], 4)}" for name in figures))
        self.stdout.write(f"alpha: {paper['alpha_formula']}")
        irt = facts["irt"]
        self.stdout.write(
            f"2PL: log-likelihood {irt['log_likelihood']:.4f}" if irt else "2PL: too few to fit it (200 people, 100 at a question)"
        )


def of_table(file: Path) -> dict[str, Any]:
    try:
        table = read_table(content_of(file))
    except (BadTable, OSError) as error:
        raise CommandError(f"{file}: {error}") from error
    return facts_of(analyse(table.answers, table.names), table.answers)


def of_exam(slug: str) -> dict[str, Any]:
    found = Exam.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"there is no exam “{slug}”; there are: {', '.join(Exam.objects.values_list('slug', flat=True)[:20])}")
    with tqdm(unit=" attempts", disable=None) as bar:
        return analyse_exam(found, progress=lambda done: bar.update(done - bar.n))


def content_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise BadTable(f"larger than {LARGEST_FILE // 1_000_000} MB")
    return content


def shown(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
