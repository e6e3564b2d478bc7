"""Under /en/ the sheets stay Chinese and say so: a reader aloud changes its voice where the language changes."""

import re

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from django.urls import reverse
from django.utils.translation import override

from cms.models import HomePage
from tests.cast import Cast, signed_in
from tests.courses.factories import make_course, make_diagnosis, make_enrolment, make_sheet

pytestmark = pytest.mark.django_db

CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{3}")
GUIDE = "fresh-mode"


def language_of(text: NavigableString) -> str:
    said = text.find_parent(attrs={"lang": True})
    return str(said["lang"])[:2] if said else ""


def wrong_voice(html: str) -> list[str]:
    """What would be read in the wrong language. English in a Chinese text (a name, kg) stays in it."""
    main = BeautifulSoup(html, "html.parser").find("main")
    assert main is not None
    texts = [text for text in main.find_all(string=True) if text.parent is not None and text.parent.name != "script"]
    return [
        f"{language_of(text)}: {text.strip()}"
        for text in texts
        if (CHINESE.search(text) and language_of(text) != "zh")
        or (ENGLISH.search(text) and not CHINESE.search(text) and language_of(text) != "en")
    ]


def test_every_page_of_a_sheet_says_which_words_are_chinese(cast: Cast, home: HomePage) -> None:
    make_enrolment(cast.learner, make_course(cast.college))
    plan, guide = make_sheet(cast.learner, theme="端午", sales="100"), make_sheet(cast.learner, GUIDE)
    first, second = make_diagnosis(cast.learner), make_diagnosis(cast.learner, opening="can")
    me, found = signed_in(cast.learner), []
    with override("en"):
        addresses = [reverse("courses:worksheets"), reverse("courses:diagnosis")]
        addresses += [reverse(f"courses:{name}", args=["promotion-plan"]) for name in ("worksheet", "blank_sheet")]
        for row in (plan, guide):
            addresses += [reverse(f"courses:{name}", args=[row.uuid]) for name in ("sheet", "sheet_paper", "sheet_log", "sheet_share")]
        addresses += [reverse("courses:diagnosed", args=[taken.response.uuid]) for taken in (first, second)]
    for address in addresses:
        page = me.get(address)
        assert page.status_code == 200, address
        found += [f"{address} {line}" for line in wrong_voice(page.text)]
    assert not found, "\n" + "\n".join(found)
