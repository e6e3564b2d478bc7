"""Words of Wagtail's admin that its Chinese translates badly or not at all.

Our catalogue comes after Wagtail's, so what stands in locale/ for these texts is what authors read. Nothing imports this
module: `make messages` and the test of the catalogue find the words here.
"""

from django.utils.translation import gettext_noop

WORDS = [gettext_noop("Pages"), gettext_noop("Promote"), gettext_noop("Search all pages…")]
