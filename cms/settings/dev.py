"""One laptop: the demonstration, a county classroom, a developer. SQLite, a folder as broker, no server beside it."""

from django.core.management.utils import get_random_secret_key

from cms.settings.base import *  # noqa: F403
from cms.settings.base import BASE_DIR, DATA_DIR, env

env.read_env(str(BASE_DIR / ".env"))


def own_secret(name: str) -> str:
    """A secret of this laptop, made at the first start and kept beside its data."""
    kept = DATA_DIR / "secrets" / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text()


DEBUG = env.bool("DEBUG", default=False)
DEMO_ALLOWED = True
SECRET_KEY = own_secret("secret_key")
IDENTITY_KEYS = [own_secret("identity_key")]
BLIND_INDEX_KEY = own_secret("blind_index_key")
ALLOWED_HOSTS = ["*"]
SMS_BACKEND = env("SMS_BACKEND", default="accounts.sms.ScreenSms")
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = DEBUG
LOGGING["root"]["level"] = env("LOG_LEVEL", default="WARNING")  # type: ignore[index]
