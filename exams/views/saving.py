"""The script's way of saving and handing in: one small message, authorised by the pass that the paper carries.

It needs neither session nor cookie, so a session that ends in the middle of an exam loses nothing. It answers ahead of
the other middleware (`exams.middleware`), which is what makes a rush of answers cheap.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from exams import operations
from exams.models import Attempt
from exams.operations import GivenAnswer, ReceiptStatus, Saved
from exams.tokens import AttemptToken, BadToken, read_token

LARGEST_BODY = 128 * 1024


def save(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """POST {token, answers: [[position, seq, answer, claimed at (ms) or null], …], empty?, submit?}.

    `empty`: nothing else waits on the device. Answers with the numbers that are kept, those that came late, and those
    refused with the reason; 400 for what is no message, 404 for a pass that is not of this attempt.
    """
    moment = now()
    try:
        token, given, empty, submits = read_message(request.body if _is_small(request) else b"")
    except BadToken:
        return _json({"error": "token"}, status=404)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        return _json({"error": type(error).__name__}, status=400)
    try:
        saved = operations.save_answers(token, given, now=moment, of=attempt)
    except Attempt.DoesNotExist:
        return _json({"error": "token"}, status=404)
    closed = saved.attempt.submitted_at is not None
    has_turn = token.lease == saved.attempt.lease
    if not given or (empty and not has_turn):
        operations.note_contact(token.attempt, token.lease, now=moment, nothing_waits=empty and not has_turn)
    if (empty and closed) or (submits and has_turn):
        operations.hand_in(token.attempt, token.lease, now=moment, nothing_waits=empty)
        closed = True
    return _json(_reply(saved, token, moment, closed=closed))


def _is_small(request: HttpRequest) -> bool:
    return 0 < int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST_BODY


def read_message(body: bytes) -> tuple[AttemptToken, list[GivenAnswer], bool, bool]:
    """Raises BadToken, or ValueError, KeyError, TypeError, AttributeError, OverflowError or RecursionError on rubbish."""
    message = json.loads(body)
    token = read_token(message["token"])
    given = [
        GivenAnswer(int(position), int(seq), answer, datetime.fromtimestamp(int(claimed) / 1000, UTC) if claimed else None)
        for position, seq, answer, claimed in message.get("answers", ())
    ]
    return token, given, message.get("empty") is True, message.get("submit") is True


def _reply(saved: Saved, token: AttemptToken, moment: datetime, *, closed: bool) -> dict[str, Any]:
    return {
        "kept": [receipt.seq for receipt in saved.receipts if receipt.status != ReceiptStatus.REFUSED],
        "late": [receipt.seq for receipt in saved.receipts if receipt.status == ReceiptStatus.LATE],
        "refused": [[receipt.seq, receipt.reason] for receipt in saved.receipts if receipt.status == ReceiptStatus.REFUSED],
        "last": saved.last_seq,
        "now": int(moment.timestamp() * 1000),
        "deadline": int(saved.attempt.deadline.timestamp() * 1000),
        "closed": closed,
        "taken_over": token.lease != saved.attempt.lease,
    }


def _json(content: dict[str, Any], *, status: int = 200) -> HttpResponse:
    body = json.dumps(content, separators=(",", ":")).encode()
    response = HttpResponse(body, status=status, content_type="application/json")
    response["Content-Length"] = str(len(body))  # what the common middleware would say; without it a proxy sends chunks
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
