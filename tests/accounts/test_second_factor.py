"""django-allauth's pages for the second factor stand in the house's own frame, and work."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from cms.models import HomePage
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(cast: Cast, home: HomePage) -> Client:
    return signed_in(cast.trainer)


@pytest.mark.parametrize(
    "path", ["/accounts/second-factor/", "/accounts/second-factor/totp/activate/", "/accounts/second-factor/webauthn/add/"]
)
def test_the_pages_wear_the_frame(trainer: Client, path: str) -> None:
    page = trainer.get(path)
    assert page.status_code == 200
    assert "cms/miaopu.css" in page.content.decode()
    assert 'class="button' in page.content.decode()


def test_an_authenticator_app_can_be_set_up(trainer: Client, cast: Cast) -> None:
    path = "/accounts/second-factor/totp/activate/"
    secret = trainer.get(path).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert trainer.post(path, {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=cast.trainer, type=Authenticator.Type.TOTP).exists()
