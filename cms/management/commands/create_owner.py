from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from accounts import operations
from accounts.phones import NotAPhoneNumber, national, parse_phone


class Command(BaseCommand):
    help = "Give the person behind a telephone number every right in the admin; registers them if nobody holds the number yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--phone", help="the mobile number they sign in with; asked for when left out")
        parser.add_argument("--name", help="their name; asked for when left out")

    def handle(self, *args: Any, phone: str | None, name: str | None, **options: Any) -> None:
        phone = phone or ask("Mobile number: ")
        try:
            number = parse_phone(phone)
        except NotAPhoneNumber as error:
            raise CommandError(
                f"“{phone}” is not a mobile number. Nothing was changed. It has 11 digits, for example 13800001234."
            ) from error
        name = (name or ask("Name: ")).strip()
        if not name:
            raise CommandError("An owner has a name. Nothing was changed.")
        try:
            person, is_new = operations.appoint_owner(number, name, now=now())
        except operations.SeveralPeople as error:
            raise CommandError(
                "Several people come in by this number, and none or more than one has this name. Nothing was changed."
            ) from error
        self.stdout.write(f"{person} ({'new' if is_new else 'already registered'}) owns this site now.")
        self.stdout.write(f"They sign in at /accounts/sign-in/ with {national(number)}, then open /admin/.")


def ask(question: str) -> str:
    try:
        return input(question)
    except EOFError as error:
        raise CommandError("Nobody is here to answer. Give --phone and --name.") from error
