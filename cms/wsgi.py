import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")

application = get_wsgi_application()

from cms.demo import refuse_demo  # noqa: E402  # models can be imported only now

refuse_demo()

# What is loaded stays for good: the garbage collector need not look through all of it again and again.
get_resolver().url_patterns  # noqa: B018  # views and forms are loaded with the addresses
gc.collect()
gc.freeze()
