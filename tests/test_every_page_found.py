"""The sweeps in a browser open every page: here, without one, that all are found and each meets somebody who may open it."""

from cms.models import HomePage
from tests.browser.every_page import every_page
from tests.cast import Cast


def test_every_page_is_found_for_the_sweeps(cast: Cast, home: HomePage) -> None:
    found = every_page(cast, home)
    assert len({one.name for one in found if one.is_learners}) >= 55, "the sweep has lost some of the learner's pages"
