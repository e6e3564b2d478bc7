"""How a text message leaves the house. One adapter is chosen by SMS_BACKEND."""

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Message:
    """What is sent: a template's name and its parameters, since operators approve templates, not texts."""

    number: str
    template: str
    parameters: dict[str, str]


class SmsBackend(Protocol):
    shows_on_screen: ClassVar[bool]
    """Whether the sign-in page itself may show the code: only ever in a demonstration."""

    def send(self, message: Message) -> None: ...


class ConsoleSms:
    """Prints the message where the server runs."""

    shows_on_screen: ClassVar[bool] = False

    def send(self, message: Message) -> None:
        print(f"SMS to {message.number}: {message.template} {message.parameters}", flush=True)  # noqa: T201


class ScreenSms(ConsoleSms):
    """The demonstration's: prints the message, and the sign-in page shows the code."""

    shows_on_screen: ClassVar[bool] = True


class MemorySms:
    """Keeps messages in a list, for tests."""

    shows_on_screen: ClassVar[bool] = False
    sent: ClassVar[list[Message]] = []

    def send(self, message: Message) -> None:
        self.sent.append(message)


@cache
def _load(path: str) -> SmsBackend:
    backend: SmsBackend = import_string(path)()
    return backend


def backend() -> SmsBackend:
    return _load(settings.SMS_BACKEND)
