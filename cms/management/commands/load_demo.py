from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from accounts.phones import national
from cms.demo import CAST, NotADemo, load_cast, load_history


class Command(BaseCommand):
    help = "A cast and their history, on top of the starter. Only where demonstrations are allowed; repeating it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_cast(now())
            load_history(now=now(), say=self.stdout.write)
        except NotADemo as error:
            raise CommandError(str(error)) from error
        self.stdout.write("  who can sign in (type the number, tap “获取验证码”; the code is shown on the page):")
        for actor in CAST:
            self.stdout.write(f"    {national(actor.phone)}  {actor.name}  {actor.who}")
