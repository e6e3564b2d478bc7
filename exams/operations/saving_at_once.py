"""The usual case on PostgreSQL: the lock, the look and the writing are one statement, and so need no transaction around them.

Whatever is unusual (a number that is known, the time over, another device's turn) is left to `saving`, which looks again
at everything: what this statement wrote, it finds there and acknowledges.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection

from exams.content import BadAnswer, check_answer_shape
from exams.models import Attempt, Paper
from exams.operations.receipts import GivenAnswer, Held, Receipt, ReceiptStatus, Saved, refused
from exams.tokens import AttemptToken

MOST_CHANGES = 5000
"""Nobody changes answers so often by hand; a script that fills the disk stops here."""

# The lock is the one that closing takes: no answer slips in behind the hand-in. Where it has to wait, PostgreSQL reads the
# row anew once it has it.
STATEMENT = """
WITH held AS (
    SELECT id, uuid, lease, started_at, deadline, accepts_until, submitted_at, graded_at FROM exams_attempt WHERE id = %s FOR NO KEY UPDATE
), written AS (
    INSERT INTO exams_answerevent (attempt_id, lease, seq, position, answer, claimed_at, received_at, is_late)
    SELECT held.id, held.lease, given.seq, given.position, given.answer, given.claimed_at, %s, false
    FROM held, unnest(%s::int[], %s::smallint[], %s::text[]::jsonb[], %s::timestamptz[]) AS given (seq, position, answer, claimed_at)
    WHERE held.uuid = %s AND held.lease = %s AND held.submitted_at IS NULL AND held.deadline >= %s
    ON CONFLICT DO NOTHING RETURNING seq
)
SELECT uuid, lease, started_at, deadline, accepts_until, submitted_at, graded_at, (SELECT count(*) FROM written) FROM held
"""


@lru_cache(maxsize=20_000)
def shapes_of(attempt: int, _uuid: UUID) -> tuple[object, ...]:
    """What an answer can look like at each position: a paper never changes, so it is read once in a process."""
    return tuple(slot.shape for slot in Paper.objects.get(pk=attempt).slots)


def look_at(given: GivenAnswer, shapes: Sequence[object]) -> tuple[str, object]:
    """Why it cannot be an answer to this paper, or nothing and the answer in the form it is kept in."""
    if not 0 < given.position <= len(shapes):
        return "unknown_position", None
    if not 0 < given.seq <= MOST_CHANGES:
        return "too_many", None
    try:
        return "", check_answer_shape(shapes[given.position - 1], given.answer)
    except BadAnswer:
        return "unreadable", None


def save_at_once(token: AttemptToken, answers: Sequence[GivenAnswer], *, now: datetime, of: UUID | None) -> Saved | None:
    """Everything that can be kept is written down; or None where `saving` has to look. Raises Attempt.DoesNotExist."""
    if of is None:
        return None
    try:
        shapes = shapes_of(token.attempt, of)
    except Paper.DoesNotExist as error:
        raise Attempt.DoesNotExist from error
    looked = [(given, *look_at(given, shapes)) for given in answers]
    good = [(given, answer) for given, refusal, answer in looked if not refusal]
    parameters = (
        token.attempt,
        now,
        [given.seq for given, _ in good],
        [given.position for given, _ in good],
        [None if answer is None else json.dumps(answer, ensure_ascii=False) for _, answer in good],
        [given.claimed_at for given, _ in good],
        of,
        token.lease,
        now,
    )
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, parameters)
        row = cursor.fetchone()
    if row is None or row[0] != of:
        raise Attempt.DoesNotExist
    if row[7] != len(good):
        return None
    receipts = [refused(given, why) if why else Receipt(given.position, given.seq, ReceiptStatus.ACCEPTED) for given, why, _ in looked]
    return Saved(receipts, Held(*row[:7]))
