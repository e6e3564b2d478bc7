import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")

application = get_wsgi_application()

from cms.demo import refuse_demo  # noqa: E402  # models can be imported only now

refuse_demo()
