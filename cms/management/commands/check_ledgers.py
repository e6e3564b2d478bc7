import sys
from typing import Any

from django.core.management.base import BaseCommand

from cms.ledgers import LEDGERS


class Command(BaseCommand):
    help = "Prove that every state agrees with the append-only log beside it. Exit 1 when one does not. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for name, disagreements in LEDGERS.items():
            found = disagreements()
            wrong += len(found)
            self.stdout.write(f"{name}: {f'{len(found)} disagree' if found else 'agree'}")
            for line in found[:20]:
                self.stdout.write(f"  {line}")
        if wrong:
            sys.exit(1)
