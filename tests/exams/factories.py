from datetime import datetime
from typing import Any
from uuid import UUID

from django.test import Client

from accounts.models import Organisation, User
from courses import operations as courses
from exams.content import Content, from_numbered
from exams.models import Attempt, Blueprint, BlueprintCell, Exam, MustPassTopic, Question, QuestionBank, QuestionVersion, Topic
from exams.operations import Device, GivenAnswer, QuestionItem, Receipt, import_questions, publish_exam, save_answers, start_attempt
from exams.paper import Slot
from exams.tokens import AttemptToken
from tests.cast import NOW, Cast, make_organisation
from tests.conftest import make_home
from tests.courses.factories import make_course


def open_admin(cast: Cast) -> None:
    """The trainers of both colleges have their places in the admin."""
    make_home()
    for trainer, college in ((cast.trainer, cast.college), (cast.other_trainer, cast.other_college)):
        make_course(college)
        courses.seat_trainer(trainer, college)


PHONE = UUID("11111111-1111-4111-8111-111111111111")
LAPTOP = UUID("22222222-2222-4222-8222-222222222222")


def make_topic(slug: str = "honesty", title: str = "诚信与质量", position: int = 0) -> Topic:
    topic, _ = Topic.objects.get_or_create(slug=slug, defaults={"title": title, "position": position})
    return topic


def single(stem: str = "果子有伤，怎么办？", *, answer: int = 2) -> Content:
    return from_numbered("single", {"stem": stem, "options": ["照常卖", "挑出来", "藏箱底", "送邻居"], "answer": answer})


def multiple(stem: str = "标签上该有哪几项？", *, answer: tuple[int, ...] = (1, 3)) -> Content:
    return from_numbered("multiple", {"stem": stem, "options": ["生产日期", "好评数", "配料表"], "answer": list(answer)})


def true_false(stem: str = "过期的饼干可以送人。", *, answer: bool = False) -> Content:
    return from_numbered("true_false", {"stem": stem, "answer": answer})


def numeric(stem: str = "卖 50 斤，坏 3 斤，坏了百分之几？", **key: Any) -> Content:
    return from_numbered("numeric", {"stem": stem, "answer": 6, "tolerance": 0.01, "unit": "%"} | key)


MAKERS = (single, multiple, true_false, numeric)


def make_bank(
    organisation: Organisation | None = None, *, slug: str = "bank", topics: tuple[Topic, ...] = (), per_cell: int = 6
) -> QuestionBank:
    """A bank with `per_cell` easy and as many medium questions in each topic, of all kinds in turn."""
    bank = QuestionBank.objects.create(
        slug=slug, title="题库", organisation=organisation or make_organisation("seedling-college", "苗圃学堂")
    )
    items = [
        QuestionItem(
            key=f"{topic.slug}-{difficulty}-{number}",
            topic=topic,
            difficulty=difficulty,
            content=MAKERS[number % len(MAKERS)](f"{topic.title} {difficulty}-{number}？"),
        )
        for topic in topics or (make_topic(),)
        for difficulty in (1, 2)
        for number in range(per_cell)
    ]
    import_questions(bank, items, now=NOW)
    return bank


def make_exam(
    organisation: Organisation | None = None,
    *,
    slug: str = "exam",
    count: int = 2,
    must_pass: int = 0,
    published: bool = True,
    **fields: Any,
) -> Exam:
    """An exam over two topics, `count` easy and `count` medium questions of 5 points from each."""
    college = organisation or make_organisation("seedling-college", "苗圃学堂")
    topics = (make_topic("open-a-shop", "开店", 1), make_topic("honesty", "诚信与质量", 2))
    bank = make_bank(college, slug=f"{slug}-bank", topics=topics)
    blueprint = Blueprint.objects.create(slug=slug, title="双向细目表", organisation=college)
    BlueprintCell.objects.bulk_create(
        BlueprintCell(blueprint=blueprint, topic=topic, difficulty=difficulty, count=count, points=5)
        for topic in topics
        for difficulty in (1, 2)
    )
    if must_pass:
        MustPassTopic.objects.create(blueprint=blueprint, topic=topics[1], share=must_pass)
    rules: dict[str, Any] = {"title": "理论考试", "minutes": 30, "cool_down_days": 1} | fields
    exam = Exam.objects.create(slug=slug, organisation=college, bank=bank, blueprint=blueprint, **rules)
    if published:
        publish_exam(exam, now=NOW)
    return exam


def make_attempt(learner: User, exam: Exam | None = None, *, now: datetime = NOW, device: UUID = PHONE) -> Attempt:
    """Begun on the phone, which `on_phone` makes of a client."""
    return start_attempt(learner, exam or Exam.objects.first() or make_exam(), now=now, seed=7, device=Device(device))


def on_phone(client: Client, device: UUID = PHONE) -> Client:
    client.cookies["device"] = str(device)
    return client


def content_of(asked: Slot) -> Content:
    return QuestionVersion.objects.get(pk=asked.version).checked


def right_answer(asked: Slot) -> Any:
    return content_of(asked).answer


def wrong_answer(asked: Slot) -> Any:
    content = content_of(asked)
    match content.kind:
        case "single":
            return next(key for key in content.keys if key != content.answer)
        case "multiple":
            return [content.keys[0]] if content.answer != [content.keys[0]] else [content.keys[1]]
        case "true_false":
            return not content.answer
        case "numeric" | "short_text":
            return "999"
    return None


def answer(
    attempt: Attempt,
    position: int,
    given: object,
    *,
    seq: int = 1,
    lease: int = 1,
    now: datetime = NOW,
    claimed: datetime | None = None,
) -> Receipt:
    """One answer, sent alone: the `seq`-th change of the device whose turn is number `lease`."""
    return save_answers(AttemptToken(attempt.pk, lease), [GivenAnswer(position, seq, given, claimed)], now=now, of=attempt.uuid).receipts[0]


def answer_all(attempt: Attempt, *, right: bool = True, now: datetime = NOW, wrong_topics: tuple[str, ...] = ()) -> None:
    """Answer the whole paper, after whatever was answered before."""

    def given(asked: Slot) -> Any:
        return right_answer(asked) if right and asked.topic not in wrong_topics else wrong_answer(asked)

    batch = [GivenAnswer(asked.position, 1000 + asked.position, given(asked)) for asked in attempt.paper.slots]
    save_answers(AttemptToken(attempt.pk, attempt.lease), batch, now=now, of=attempt.uuid)


def questions(bank: QuestionBank) -> list[Question]:
    return list(bank.questions.order_by("key"))


def position_of(attempt: Attempt, kind: str) -> int:
    """The first position that asks a question of this kind."""
    return next(asked.position for asked in attempt.paper.slots if asked.kind == kind)
