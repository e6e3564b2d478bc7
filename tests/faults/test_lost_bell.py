"""Between passing and the certificate everything that can be lost is lost: the sweep issues, once."""

import os
import signal
from pathlib import Path

import pytest

from tests.site import Site, running_site, wait_for

pytestmark = pytest.mark.faults

PASS_WITHOUT_A_BELL = """
from unittest import mock
from django.utils.timezone import now
from accounts.models import User
from cms.demo import history
with mock.patch.object(history.certification, "issue_for_learner"):
    history.earn_certificate(User.objects.get(name="李小禾", is_demo=True), wrong=0, day=now())
"""
COUNT = """
from certification.models import Certificate
print("certificates:", Certificate.objects.filter(learner__name="李小禾").count())
"""


def certificates(site: Site) -> int:
    return int(site.manage("shell", "--command", COUNT).rsplit("certificates:", 1)[1])


def test_the_sweep_issues_what_a_killed_worker_and_a_lost_message_left_behind(tmp_path: Path, prepared: Path) -> None:
    with running_site(tmp_path, prepared, SWEEP_SECONDS="4") as site:
        assert certificates(site) == 0
        os.kill(site.children()["worker"], signal.SIGKILL)
        # The message goes to a broker nobody listens to.
        deaf = Site(site.port, site.data, site.environment | {"CELERY_BROKER_URL": "memory://"}, site.serve)
        deaf.manage("shell", "--command", PASS_WITHOUT_A_BELL)
        assert wait_for(lambda: certificates(site), seconds=90, what="the sweep's certificate") == 1
        for _ in range(2):
            site.manage("issue_certificates")
        assert certificates(site) == 1
