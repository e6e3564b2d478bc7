import sys
from typing import Any

from django.core.management.base import BaseCommand

from cms.doctor import examine


class Command(BaseCommand):
    help = "Say in plain words what is wrong with this installation and what to type. Exit 1 when something is wrong. Changes nothing."
    requires_system_checks: list[str] = []  # a broken setting is what we are here to explain

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{'✓' if finding.is_well else '✗'} {finding.what}")
            if finding.advice:
                self.stdout.write(f"    {finding.advice}")
        if not all(finding.is_well for finding in findings):
            self.stdout.write("\nSomething is wrong. The lines marked ✗ say what to do.")
            sys.exit(1)
        self.stdout.write("\nAll is well.")
