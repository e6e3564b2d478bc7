from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now
from tqdm import tqdm

from certification.models import Certificate
from certification.operations import render_missing
from certification.rendering import FontMissing


class Command(BaseCommand):
    help = "Make the PDF of every certificate that has none yet. Safe to repeat; what exists is never made anew."

    def handle(self, *args: Any, **options: Any) -> None:
        total = Certificate.objects.without_file().count()
        try:
            made = sum(1 for _ in tqdm(render_missing(now=now()), total=total, unit="certificate", disable=not total))
        except FontMissing as error:
            raise CommandError(f"A font is missing: {error}") from error
        self.stdout.write(f"{made} made")
        if total > made:
            raise CommandError(f"{total - made} could not be printed: no font has a character of the name")
