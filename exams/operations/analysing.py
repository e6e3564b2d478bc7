"""How good the questions of an exam were, from all that was answered. Imported where it is needed: it brings numpy along."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
from django.db import transaction

from accounts.models import Region
from exams.adapters.irt import CannotFit, fit_2pl
from exams.content import LETTERS, Content, Kind
from exams.item_analysis import Analysis, Answers, Flag, analyse, mantel_haenszel
from exams.item_analysis.choices import TRUE_FALSE, Choices, Options
from exams.models import Exam, ItemReport, ItemReportLine, QuestionVersion
from exams.operations.answers_at_once import Gathered, gather

MIN_GROUP = 50
"""People in a group, and beside it, for a comparison of groups."""
MOST_GROUPS = 5
DIGITS = 6
COUNTY = 18
"""Digits of a region's path down to the county."""

type Progress = Callable[[int], object]


def make_report(report_id: int, *, now: datetime, progress: Progress = lambda _done: None) -> ItemReport:
    """Work the report out and write it, once. Whoever comes second gets what the first wrote."""
    report = ItemReport.objects.select_related("exam").get(pk=report_id)
    if report.done_at:
        return report
    facts = analyse_exam(report.exam, progress=progress)
    lines = sorted(facts["items"], key=_urgency)
    paper = facts["paper"] | {"irt": facts["irt"]}
    digest = sha256(json.dumps([paper, lines], sort_keys=True, allow_nan=False).encode()).hexdigest()
    with transaction.atomic():
        written = ItemReport.objects.waiting().filter(pk=report_id)
        if written.update(done_at=now, people=paper["persons"], paper=paper, digest=digest):
            ItemReportLine.objects.bulk_create(
                [
                    ItemReportLine(report=report, place=place, version_id=line["version"], facts=line)
                    for place, line in enumerate(lines, start=1)
                ],
                batch_size=500,
            )
    report.refresh_from_db()
    return report


def _urgency(item: Mapping[str, Any]) -> tuple[int, float, int]:
    """Which to look at first: by the gravest flag, then by how little the question tells."""
    order = [Flag.MISKEYED, Flag.TOO_HARD, Flag.TELLS_NOTHING, Flag.TOO_EASY, Flag.IDLE_OPTION, None, Flag.NEEDS_MORE]
    first = Flag(item["flags"][0]) if item["flags"] else None
    return order.index(first), item["item_rest"] if item["item_rest"] is not None else 1.0, item["version"]


def analyse_exam(exam: Exam, *, progress: Progress = lambda _done: None) -> dict[str, Any]:
    """All figures, ready to be kept as JSON. First attempts alone: who comes again has learned from the first."""
    found = gather(exam, progress=progress)
    versions = QuestionVersion.objects.select_related("question").in_bulk(found.versions)
    options = [options_of(versions[version].checked) for version in found.versions]
    names = [versions[version].question.key for version in found.versions]
    facts = facts_of(analyse(found.answers, names, Choices(options, found.bits)), found.answers)
    compared = _biases(found)
    for number, item in enumerate(facts["items"]):
        question = versions[found.versions[number]].question
        item |= {
            "version": found.versions[number],
            "exposure": question.exposure,
            "shown_to": round(item["n"] / found.answers.persons, DIGITS) if found.answers.persons else None,
            "seconds": found.seconds[number],
            "bias": [group | rounded(vars(biases[number])) for group, biases in compared],
        }
    facts["paper"] |= {"left_out": found.left_out, "histogram": _histogram(found.answers), "groups": [group for group, _biases in compared]}
    return facts


def facts_of(analysis: Analysis, answers: Answers) -> dict[str, Any]:
    """The analysis as it is written out, each item with its curve's a and b."""
    facts = analysis.as_json()
    try:
        fit = fit_2pl(answers)
    except CannotFit:
        return facts | {"irt": None}
    for item, curve in zip(facts["items"], fit.curves, strict=True):
        item.update(rounded({name: getattr(curve, name, None) for name in ("a", "b", "a_se", "b_se")}))
    return facts | {
        "irt": {"log_likelihood": round(fit.log_likelihood, DIGITS), "persons": fit.persons, "has_converged": fit.has_converged}
    }


def rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, DIGITS) if isinstance(value, float) else value for name, value in values.items()}


def options_of(content: Content) -> Options:
    """What can be chosen, in the places that `answers_at_once.bits_of` gives."""
    if content.kind == Kind.TRUE_FALSE:
        return Options(TRUE_FALSE, frozenset([TRUE_FALSE[0] if content.answer else TRUE_FALSE[1]]))
    if content.kind not in {Kind.SINGLE, Kind.MULTIPLE}:
        return Options()
    keys = tuple(LETTERS[: 1 + max(LETTERS.index(key) for key in content.keys)])
    right = frozenset(content.answer if isinstance(content.answer, list) else [str(content.answer)])
    partly = frozenset(key for key, share in content.shares.items() if float(share) > 0) - right
    return Options(keys, right, partly, picks_one=content.kind == Kind.SINGLE)


def _biases(found: Gathered) -> list[tuple[dict[str, str], list[Any]]]:
    """Each group that is large enough against everybody else: people on phones, and the counties with most people."""
    groups: list[tuple[dict[str, str], Any]] = [({"kind": "device", "name": "phone"}, np.array(found.on_phone, dtype=bool))]
    counties = [path[:COUNTY] for path in found.places]
    common = [path for path, _people in Counter(filter(None, counties)).most_common(MOST_GROUPS)]
    names = dict(Region.objects.filter(path__in=common).values_list("path", "short_name"))
    groups += [({"kind": "region", "name": names.get(path, path)}, np.array([place == path for place in counties])) for path in common]
    people = found.answers.persons
    return [(group, mantel_haenszel(found.answers, mask)) for group, mask in groups if MIN_GROUP <= int(mask.sum()) <= people - MIN_GROUP]


def _histogram(answers: Answers) -> Sequence[int]:
    """People by tenths of their paper's points."""
    of = answers.per_person(answers.most)
    shares = answers.per_person(answers.share * answers.most)[of > 0] / of[of > 0]
    counts: list[int] = np.histogram(shares, bins=10, range=(0, 1 + 1e-9))[0].tolist()
    return counts
