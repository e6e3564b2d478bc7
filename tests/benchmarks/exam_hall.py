"""People at their papers on a running site: made through the operations, known by the passes of their papers."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.shapes import is_calm, one_server
from tests.site import Site, running_site, wait_for

MAKE = """
import json, sys
from django.utils.timezone import now
from accounts.models import Organisation, User
from exams import operations
from exams.content import from_numbered
from exams.models import Blueprint, BlueprintCell, Exam, Question, QuestionBank, Topic
from exams.operations import QuestionItem
from exams.tokens import AttemptToken
people, minutes, begun = PEOPLE, MINUTES, BEGUN
college = Organisation.objects.first()
topic, _ = Topic.objects.get_or_create(slug="hall", defaults={"title": "选品"})
bank, fresh = QuestionBank.objects.get_or_create(slug="hall", defaults={"title": "考场题库", "organisation": college})
if fresh:
    stem = "小禾家有五百斤土鸡蛋，电商平台要她先交两千元保证金，再按每单六元五角付快递费，哪一种做法最稳妥？（第 {} 题）"
    options = ["先小批发货试一个月", "一次全部上架打折", "把鸡蛋寄存到别人的店", "等价格涨了再上架"]
    items = [
        QuestionItem(f"q{n}", topic, 2, from_numbered("single", {"stem": stem.format(n), "options": options, "answer": 1 + n % 4}))
        for n in range(400)
    ]
    operations.import_questions(bank, items, now=now())
    blueprint = Blueprint.objects.create(slug="hall", title="考场", organisation=college)
    BlueprintCell.objects.create(blueprint=blueprint, topic=topic, difficulty=2, count=40, points=2)
exam = Exam.objects.create(
    slug=f"hall-{Exam.objects.count()}", title="考场", organisation=college, bank=bank,
    blueprint=Blueprint.objects.get(slug="hall"), minutes=minutes,
)
operations.publish_exam(exam, now=now())
rows = []
for number in range(people):
    person = User.objects.create_user(name=f"考生{number}")
    row = {"person": person.pk}
    if begun:
        attempt = operations.start_attempt(person, exam, now=now())
        row |= {"attempt": str(attempt.uuid), "token": AttemptToken(attempt.pk, 1).signed()}
    rows.append(row)
print("hall:" + json.dumps({"exam": exam.slug, "people": rows}))
"""


@dataclass(frozen=True)
class Seat:
    attempt: str
    token: str

    def message(self, *answers: Sequence[object], **more: object) -> bytes:
        return json.dumps({"token": self.token, "answers": answers} | more).encode()

    @property
    def address(self) -> str:
        return f"/exams/attempts/{self.attempt}/answers"


def seats(site: Site, people: int, *, minutes: int = 120) -> list[Seat]:
    """So many people, each in the middle of a paper of 40 questions."""
    script = MAKE.replace("PEOPLE", str(people)).replace("MINUTES", str(minutes)).replace("BEGUN", "True")
    made = json.loads(site.manage("shell", "-c", script).split("hall:")[1])
    return [Seat(row["attempt"], row["token"]) for row in made["people"]]


@contextmanager
def exam_server(data: Path, database: str, **more: str) -> Iterator[Site]:
    environment = one_server(database) | {"SWEEP_SECONDS": "600"} | more
    with running_site(data, None, prepare_first=True, **environment) as site:
        wait_for(lambda: is_calm(site), seconds=60, what="the end of starting up")
        yield site
