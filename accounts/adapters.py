"""Where django-allauth asks the house: it keeps sessions, second factors and re-authentication; ways in are ours."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Registration by mail is closed: a person is registered by proving a telephone number."""
        return False
