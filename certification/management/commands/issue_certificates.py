from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from certification.models import Standard, StandardVersion
from certification.operations import issue_missing_certificates


class Command(BaseCommand):
    help = "Issue every certificate that is due and was not issued yet. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--standard", default="", metavar="SLUG", help="only of this standard")

    def handle(self, *args: Any, standard: str, **options: Any) -> None:
        if standard and not Standard.objects.filter(slug=standard).exists():
            known = ", ".join(Standard.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no standard {standard}. Known: {known}")
        due = StandardVersion.objects.met_but_not_certified()
        total = (due.filter(standard__slug=standard) if standard else due).count()
        bar = tqdm(issue_missing_certificates(now=now(), standard=standard), total=total, unit="certificate", disable=not total)
        issued = sum(1 for _ in bar)
        self.stdout.write(f"{issued} issued")
        if total > issued:
            self.stdout.write(f"{total - issued} due and not issued: see the holders' inbox (a name our fonts cannot print?)")
