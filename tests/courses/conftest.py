from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.network import Network, network_to


@pytest.fixture
def network(live_server: LiveServer) -> Iterator[Network]:
    """Between a phone and the site: it can be cut."""
    with network_to(urlsplit(live_server.url).port or 0) as running:
        yield running
