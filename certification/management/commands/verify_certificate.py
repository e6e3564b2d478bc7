import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime, now

from certification.operations import Finding, check_document

EXIT = {Finding.STANDING: 0, Finding.EXPIRED: 3, Finding.REVOKED: 4, Finding.UNKNOWN: 5}


class Command(BaseCommand):
    help = "Say whether a PDF is, byte for byte, one issued here, and how it stands. Exit: 0 valid, 3 expired, 4 revoked, 5 unknown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pdf")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}")
        checked = check_document(file.read_bytes(), now=now())
        self.stdout.write(checked.finding.value)
        if checked.certificate:
            certificate, said = checked.certificate, checked.certificate.said
            self.stdout.write(f"{certificate.serial}  {said.full_title}  {said.name}")
            self.stdout.write(f"issued {localtime(certificate.issued_at):%F}, valid until {localtime(certificate.expires_at):%F}")
            revocation = getattr(certificate, "revocation", None)
            if revocation:
                self.stdout.write(f"revoked {localtime(revocation.at):%F}: {revocation.reason}")
        if EXIT[checked.finding]:
            sys.exit(EXIT[checked.finding])
