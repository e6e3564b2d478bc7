from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from cms.starter_parts import PARTS, load_parts


class Command(BaseCommand):
    help = "Load regions, programmes, curriculum, questions and standards. Unchanged parts are skipped; edited pages are never overwritten."

    def handle(self, *args: Any, **options: Any) -> None:
        load_parts(PARTS, now=now(), say=self.stdout.write)
