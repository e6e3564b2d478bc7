import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.adapters.irt import CannotFit, fit_2pl
from exams.item_analysis import Analysis, Answers, BadTable, analyse, read_table

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
        parser.add_argument(
            "--csv",
            type=Path,
            required=True,
            metavar="FILE",
            help="a header, one row a person, 0 or 1 a column; no database",
        )
        parser.add_argument("--json", action="store_true", help="all figures, for programs")

    def handle(self, *args: Any, csv: Path, json: bool, **options: Any) -> None:
        try:
            table = read_table(content_of(csv))
        except (BadTable, OSError) as error:
            raise CommandError(f"{csv}: {error}") from error
        self.write(facts_of(analyse(table.answers, table.names), table.answers), as_json=json)

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
        self.stdout.write(f"2PL: log-likelihood {irt['log_likelihood']:.4f}" if irt else "2PL: too few people or questions to fit it")


def content_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise BadTable(f"larger than {LARGEST_FILE // 1_000_000} MB")
    return content


def facts_of(analysis: Analysis, answers: Answers) -> dict[str, Any]:
    """The analysis as it is written out, each item with its curve's a and b."""
    facts = analysis.as_json()
    try:
        fit = fit_2pl(answers)
    except CannotFit:
        return facts | {"irt": None}
    for item, curve in zip(facts["items"], fit.curves, strict=True):
        item |= {name: getattr(curve, name, None) for name in ("a", "b", "a_se", "b_se")}
    return facts | {"irt": {"log_likelihood": fit.log_likelihood, "persons": fit.persons, "has_converged": fit.has_converged}}


def shown(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
