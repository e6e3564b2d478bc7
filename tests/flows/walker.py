"""A person with a browser, walking through the site by HTTP alone. Every POST commits, so that doorbells ring."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import PhoneNumber, User
from accounts.sms import MemorySms


@dataclass
class Walker:
    """Opens pages and sends forms; what comes back must be a page or a redirection, unless another status is expected."""

    client: Client
    commit: DjangoCaptureOnCommitCallbacks

    def see(self, path: str, status: int = 200) -> str:
        response = self.client.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return response.content.decode() if not response.streaming else ""

    def send(self, path: str, data: dict[str, Any] | None = None, *, status: int = 302) -> HttpResponse:
        with self.commit(execute=True):
            response = self.client.post(path, data or {})
        assert response.status_code == status, f"{path}: {response.status_code} {re.sub(r'<[^>]+>', '', response.content.decode())[:600]}"
        return response  # type: ignore[return-value]

    def send_json(self, path: str, data: dict[str, Any]) -> dict[str, Any]:
        with self.commit(execute=True):
            response = self.client.post(path, json.dumps(data), content_type="application/json")
        assert response.status_code == 200, f"{path}: {response.status_code}"
        answer: dict[str, Any] = response.json()
        return answer

    def sign_in(self, phone: str) -> str:
        """Number, code, in. Returns where the site leads."""
        self.send("/accounts/sign-in/", {"phone": phone, "action": "send"})
        code = MemorySms.sent[-1].parameters["code"]
        return self.send("/accounts/sign-in/", {"phone": phone, "code": code, "action": "enter"}).headers["Location"]


def phone_of(person: User) -> str:
    return PhoneNumber.objects.get(person=person).number
