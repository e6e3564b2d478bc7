"""Every page there is, found by the table of doors, the page types and the URL conf, so that none that is new is forgotten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.timezone import now
from wagtail.models import Page, get_page_models

from accounts.models import User
from cms.models import HomePage, TextPage
from courses import operations
from courses.models import LessonPage, Licence
from exams.models import Attempt
from exams.operations import grade_attempt, submit_attempt
from tests.cast import Cast, make_person, signed_in
from tests.courses.factories import lessons_of, make_course, publish_child
from tests.courses.media import mp4, photo, tone
from tests.exams.factories import make_attempt, make_exam
from tests.matrix import VIEWERS, Row
from tests.test_matrix import OUTSIDE_THE_TABLE, all_rows, url_names

NOT_OPENED = {
    "accounts:who",  # a number was proven a moment ago: tests/browser/test_plain_forms.py
    "accounts:second_proof",
    "account_reauthenticate",  # leads on: everybody here comes in without a password
    "mfa_authenticate",  # stands between the code and the door
    "mfa_reauthenticate",  # before the others: ways_in()
    "mfa_download_recovery_codes",  # a file
    "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn",  # of a passkey, which no script can make: tests/browser/test_passkey.py
    "mfa_remove_webauthn",
    "mfa_generate_recovery_codes",  # there are some already
    "mfa_activate_totp",  # one is set up already; who has none is shown below
}
NO_PAGE = {
    "accounts:private_file",
    "certification:document",
    "certification:facts",
    "certification:picture",
    "courses:go_on",  # leads on
    "courses:go_on_json",
    "courses:here",  # the code is old, which is said with a status of its own: tests/courses/test_attendance.py
    "courses:here_now",
    "courses:kept",
    "courses:note_json",
    "courses:roster_template",
    "courses:state",
    "exams:picture",
    "exams:submit",  # to who has the turn: papers()
    "media",
    "service_worker",
}
"""Of the table: files, figures for a script, and what leads on."""


@dataclass(frozen=True)
class Opened:
    """An address and the browser of somebody who may open it."""

    name: str
    address: str
    cookies: dict[str, str]
    is_learners: bool


class World:
    """One world in which every row of the table has what it speaks of."""

    def __init__(self, cast: Cast, home: HomePage) -> None:
        self.cast, self.home = cast, home
        self.owner = make_person("站长")
        self.owner.is_superuser = True
        self.owner.save()
        self._made: dict[Callable[[Cast], dict[str, Any]], dict[str, Any]] = {}
        self._browsers: dict[User | None, Client] = {None: Client()}

    def browser(self, person: User | None) -> Client:
        return self._browsers.setdefault(person, signed_in(person)) if person else self._browsers[None]

    def opened(self, name: str, address: str, people: list[User | None], *, is_learners: bool = True) -> list[Opened]:
        """For each of these people who meets a page there."""
        found = []
        for person in people:
            browser = self.browser(person)
            answer = browser.get(address)
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            if answer.status_code == HTTPStatus.OK and is_page:
                cookies = {key: morsel.value for key, morsel in browser.cookies.items()} if person else {}
                found.append(Opened(name, address, cookies, is_learners))
        return found

    def behind(self, row: Row) -> list[Opened]:
        """As whoever it belongs to; what is open to all, as a stranger too."""
        if row.arguments not in self._made:
            self._made[row.arguments] = row.arguments(self.cast)
        address = reverse(row.name, kwargs=self._made[row.arguments])
        if address.startswith("/admin/"):
            return []
        met = dict(zip(VIEWERS, row.statuses, strict=True))
        found = self.opened(row.name, address, [None], is_learners=True) if met["stranger"] == HTTPStatus.OK else []
        for who in (row.viewer(self.cast, "owner"), self.cast.officer, self.owner):
            one = self.opened(row.name, address, [who], is_learners=who == self.cast.learner)
            if one:
                return found + one
        assert row.name in NO_PAGE, f"nobody meets a page at {row.name}; if it is none, say so in NO_PAGE"
        return []


def every_page(cast: Cast, home: HomePage) -> list[Opened]:
    world = World(cast, home)
    found = [one for row in all_rows() if row.method == "get" for one in world.behind(row)]
    found += written_pages(world)
    found += papers(world)
    found += ways_in(world)
    return found


def written_pages(world: World) -> Iterator[Opened]:
    """One page of each type that Wagtail knows; a lesson with every kind of block."""
    publish_child(world.home, TextPage(title="关于苗圃", slug="about", body="<p>从第一课，到开业那天。</p>", locale=world.home.locale))
    make_course(world.cast.college)
    lesson = rich_lesson(world.cast)
    pages = [*(model.objects.live().last() for model in get_page_models() if model is not Page and model is not LessonPage), lesson]
    for page in pages:
        assert page is not None
        opened = world.opened(type(page).__name__, page.get_url(), [None, world.cast.learner])
        assert opened, f"nobody meets a page of type {type(page).__name__}"
        yield from opened
    yield from world.opened("LessonPage, the text alone", f"{lesson.get_url()}?text", [None])


def rich_lesson(cast: Cast) -> LessonPage:
    lesson = lessons_of(make_course(cast.college))[0]
    shelf = operations.shelf_of(cast.college)
    words = {"licence": Licence.OWN, "collection": shelf, "by": cast.trainer}
    sound, film = (operations.add_media_file(content, title="讲一遍", **words) for content in (tone(3), mp4()))
    picture = operations.add_picture(photo(400, 300), title="货架", **words)
    blocks = [
        {"type": "picture", "value": {"picture": picture.pk, "alt": "货架", "caption": "我的货架"}},
        {"type": "audio", "value": {"file": sound.pk, "caption": "讲一遍", "transcript": "大家好"}},
        {"type": "video", "value": {"file": film.pk, "poster": picture.pk, "caption": "擦桌子", "transcript": "先擦桌子"}},
        {"type": "steps", "value": {"title": "三步", "items": ["擦桌子", "摆货"]}},
        {"type": "checklist", "value": {"title": "带齐了吗", "items": ["秤", "袋子"]}},
        {"type": "table", "value": {"caption": "比一比", "header": ["货", "价"], "rows": [["油", "30 元"]]}},
        {"type": "term", "value": {"word": "转化率", "meaning": "买的人占看的人几成。"}},
        {"type": "worksheet", "value": {"sheet": "promotion-plan", "title": "十三步", "line": "填一张"}},
        {"type": "links", "value": {"title": "去哪里看", "links": [{"title": "村淘", "address": "https://example.cn/", "note": "官网"}]}},
    ]
    lesson.body = [*lesson.body.raw_data, *blocks]
    lesson.reading = sound
    lesson.save_revision().publish()
    return lesson


def papers(world: World) -> Iterator[Opened]:
    """A paper being written, about to be handed in, and marked."""
    exam, learner = make_exam(world.cast.college, slug="written"), world.browser(world.cast.learner)
    paper = learner.post(reverse("exams:exam", args=[exam.slug])).headers["Location"]
    attempt = Attempt.objects.get(uuid=paper.split("/")[-2])
    for name, address in {"exams:attempt, written": paper, "exams:submit": f"{paper}submit/"}.items():
        opened = world.opened(name, address, [world.cast.learner])
        assert opened, name
        yield from opened
    marked = make_attempt(world.cast.learner, make_exam(world.cast.college, slug="marked"), now=now())
    submit_attempt(marked, now=now())
    grade_attempt(marked.pk, now=now() + timedelta(days=1))
    yield from world.opened("exams:attempt, marked", reverse("exams:attempt", args=[marked.uuid]), [world.cast.learner])
    assert attempt.submitted_at is None


def ways_in(world: World) -> Iterator[Opened]:
    """Signing in and out and the second factor, for who has set one up and who has not: views that are not ours, in our frame."""
    missing = []
    TOTP.activate(world.cast.trainer, "A" * 32)
    code = RecoveryCodes.activate(world.cast.trainer).get_unused_codes()[0]
    found = world.opened("mfa_reauthenticate", reverse("mfa_reauthenticate"), [world.cast.trainer])
    assert found
    yield from found
    world.browser(world.cast.trainer).post(reverse("mfa_reauthenticate"), {"code": code})
    names = {name for name in url_names(get_resolver(settings.ROOT_URLCONF).url_patterns) if name.startswith("mfa_")}
    for name in sorted((names | OUTSIDE_THE_TABLE) - NOT_OPENED - {"healthz", "readyz", "wagtail_serve"}):
        opened = world.opened(name, reverse(name), [None, world.cast.trainer, world.cast.other_trainer])
        if not opened:
            missing.append(name)
        yield from opened
    assert not missing, f"nobody meets a page at {missing}"
