"""Where django-allauth asks the house: it keeps sessions, second factors and re-authentication; ways in are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Registration by mail is closed: a person is registered by proving a telephone number."""
        return False

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **options: Any) -> None:
        """allauth greets with the account's name at every sign-in and sign-out; the page itself says where one is."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, *args, **options)
