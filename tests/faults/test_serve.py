"""`serve` keeps its three children alive and takes them along when it goes."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site, running_site, wait_for

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site"), prepared) as running:
        yield running


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]


@pytest.mark.parametrize("child", ["web", "worker", "clock"])
def test_a_killed_child_is_back(site: Site, child: str) -> None:
    before = site.children()[child]
    os.kill(before, signal.SIGKILL)
    after = wait_for(lambda: (now := site.children().get(child)) != before and now, seconds=15, what=f"a new {child}")
    assert after != before
    wait_for(site.answers, seconds=30, what="an answer after the kill")


def test_stopping_serve_leaves_no_process_behind(tmp_path: Path, prepared: Path) -> None:
    with running_site(tmp_path, prepared) as running:
        children = list(running.children().values())
        running.serve.send_signal(signal.SIGTERM)
        running.serve.wait(20)
        assert not [child for child in children if is_alive(child)]


def test_killing_serve_outright_takes_the_children_along(tmp_path: Path, prepared: Path) -> None:
    with running_site(tmp_path, prepared) as running:
        children = list(running.children().values())
        running.serve.kill()
        running.serve.wait(5)
        wait_for(lambda: not [child for child in children if is_alive(child)], seconds=20, what="the children's end")
