"""Which questions to mend: first in plain words, the figures behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import UserRequest
from exams import operations, tasks
from exams.formats.item_figures import figures_table
from exams.models import ItemReport, ItemReportLine, analysed_by
from exams.views.importing import XLSX

PER_PAGE = 10
EXAMS_PER_PAGE = 20
WIDE, HIGH = 240, 120
"""Of a small drawing."""
ABILITIES = [number / 4 for number in range(-12, 13)]


@dataclass(frozen=True)
class Advice:
    """What was found of a question, and what to do about it."""

    found: str
    todo: str
    is_urgent: bool = False


@dataclass(frozen=True)
class Choice:
    name: str
    text: str
    is_right: bool
    counts: tuple[int, int, int]


@dataclass(frozen=True)
class Line:
    place: int
    key: str
    stem: str
    percent: str
    facts: Mapping[str, Any]
    advice: list[Advice]
    groups: list[str]
    choices: list[Choice]
    figures: list[tuple[str, str]]
    bars: list[tuple[int, int, int, str]]
    curve: str


@never_cache
@require_http_methods(["GET", "POST"])
def analyses(request: UserRequest) -> HttpResponse:
    """The exams one examines, each with its newest report; a new one is asked for here."""
    exams = analysed_by(request.user)
    if not exams.exists():
        raise Http404
    if request.method == "POST":
        exam = get_object_or_404(exams, slug=request.POST.get("exam", ""))
        report = operations.ask_for_report(exam, by=request.user, now=now())
        transaction.on_commit(lambda: tasks.make_report.delay(report.pk), robust=True)
        return redirect("exams_analysis", report.key)
    newest = ItemReport.objects.filter(exam=OuterRef("pk")).order_by("-asked_at", "-pk")
    listed = exams.annotate(
        **{f"report_{name}": Subquery(newest.values(name)[:1]) for name in ("key", "asked_at", "done_at", "people")}
    ).order_by("title", "pk")
    page = Paginator(listed, EXAMS_PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "exams/admin/analyses.html", {"page_obj": page})


@never_cache
@require_GET
def analysis(request: UserRequest, key: UUID) -> HttpResponse:
    report = get_object_or_404(ItemReport.objects.visible_to(request.user).select_related("exam"), key=key)
    rows = report.lines.select_related("version__question")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    older = ItemReport.objects.filter(exam=report.exam, done_at__isnull=False).exclude(pk=report.pk)[:10]
    context = {
        "report": report,
        "read": None if report.done_at else cache.get(tasks.report_progress_key(report.pk)),
        "page_obj": listed,
        "lines": [line_of(row) for row in listed],
        "summary": summary_of(report) if report.people else [],
        "figures": paper_figures(report.paper) if report.people else [],
        "histogram": histogram(report.paper.get("histogram", [])),
        "older": older,
        "wide": WIDE,
        "high": HIGH,
    }
    return render(request, "exams/admin/analysis.html", context)


@never_cache
@require_GET
def figures(request: UserRequest, key: UUID) -> HttpResponse:
    report = get_object_or_404(ItemReport.objects.visible_to(request.user).select_related("exam"), key=key, done_at__isnull=False)
    rows = report.lines.select_related("version__question")
    lines = [
        (
            f"{row.version.question.key} · {row.version.number}",
            row.version.content["stem"],
            [advice.found for advice in advice_of(row.facts)],
            row.facts | {"bias": [each | {"name": group_name(each)} for each in row.facts["bias"]]},
        )
        for row in rows.iterator(chunk_size=500)
    ]
    answer = HttpResponse(figures_table(lines), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{report.exam.slug}-{localtime(report.asked_at):%Y-%m-%d}.xlsx"'
    return answer


def advice_of(facts: Mapping[str, Any]) -> list[Advice]:
    sentences = {
        "miskeyed": Advice(
            _("The key of this question may be wrong."),
            _(
                "People who did well on the rest got this one wrong more often. "
                "Check the key first, then whether the words can be read in two ways."
            ),
            is_urgent=True,
        ),
        "too_hard": Advice(
            _("This question is too hard."),
            _("Hardly anybody got it right. Is it taught in the course? Are the words clear? If not, mend or retire it."),
            is_urgent=True,
        ),
        "tells_nothing": Advice(
            _("This question does not tell who has learned."),
            _("People who did well and people who did badly answered it alike. Ask for understanding rather than for luck, or replace it."),
        ),
        "too_easy": Advice(
            _("This question is too easy."),
            _("Nearly everybody got it right. Keep it if everybody must know this; else make the wrong options more tempting."),
        ),
        "idle_option": Advice(
            _("One wrong option is hardly ever chosen."),
            _("It takes up reading time and tempts nobody. Replace it by a mistake that learners really make."),
        ),
        "needs_more": Advice(
            _("Too few answers so far."),
            _("Fewer than 30 people have answered it. Look again when there are more; until then nothing can be said."),
        ),
    }
    return [sentences[flag] for flag in facts["flags"]]


def line_of(row: ItemReportLine) -> Line:
    facts = row.facts
    content = row.version.content
    texts = {option["key"]: option["text"] for option in content.get("options", [])} | {"true": _("Right"), "false": _("Wrong")}
    return Line(
        place=row.place,
        key=row.version.question.key,
        stem=content["stem"],
        percent="–" if facts["facility"] is None else f"{facts['facility'] * 100:.0f} %",
        facts=facts,
        advice=advice_of(facts),
        groups=[sentence for each in facts["bias"] if (sentence := group_sentence(each))],
        choices=[
            Choice(
                {"none": _("nothing"), "true": "", "false": ""}.get(choice["key"], choice["key"].upper()),
                texts.get(choice["key"], ""),
                choice["is_right"],
                (choice["lower"], choice["middle"], choice["upper"]),
            )
            for choice in facts["choices"]
        ],
        figures=item_figures(facts),
        bars=bars(facts["curve"]),
        curve=curve(facts),
    )


def number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def item_figures(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Named for who knows the words."""
    named = [
        (_("people asked"), str(facts["n"])),
        (_("papers in all"), str(facts["exposure"])),
        (_("share right (facility)"), number(facts["facility"], 3)),
        (_("standard deviation"), number(facts["sd"], 3)),
        (_("upper less lower 27 %"), number(facts["discrimination"])),
        (_("correlation with the total (point-biserial)"), number(facts["point_biserial"], 3)),
        (_("correlation with the rest (item-rest)"), number(facts["item_rest"], 3)),
        (_("alpha without it"), number(facts["alpha_if_deleted"], 3)),
        (_("intended weight"), percent(facts["intended_weight"])),
        (_("effective weight"), percent(facts["effective_weight"])),
        (_("seconds (median)"), number(facts["seconds"], 0)),
    ]
    if facts.get("a") is not None:
        named += [
            (_("2PL slope a"), f"{number(facts['a'])} ± {number(facts['a_se'])}"),
            (_("2PL place b"), f"{number(facts['b'])} ± {number(facts['b_se'])}"),
        ]
    return named


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"


def group_name(group: Mapping[str, Any]) -> str:
    return _("people on phones") if group["kind"] == "device" else group["name"]


def group_sentence(group: Mapping[str, Any]) -> str:
    """Only what is large and sure is said."""
    if group["ets"] != "C":
        return ""
    names = {"group": group_name(group)}
    if group["delta"] < 0:
        return (
            _("Harder for %(group)s than for others who know as much. Does it ask for something they do not have or do not call so?")
            % names
        )
    return _("Easier for %(group)s than for others who know as much. Does it favour what they happen to know?") % names


def summary_of(report: ItemReport) -> list[str]:
    """The whole paper, for who has never heard of alpha."""
    paper = report.paper
    mean = paper["mean"] if paper["of"] is None or paper["mean"] is None else 100 * paper["mean"] / paper["of"]
    said = [_("On average people got %(percent)s of the points.") % {"percent": f"{mean:.0f} %"}] if mean is not None else []
    alpha = paper["alpha"]
    if report.people < 30 or alpha is None:
        said.append(_("Too few people so far to say how far the paper can be trusted."))
    elif alpha >= 0.8:
        said.append(_("The paper measures steadily: the same people would get nearly the same result on another one."))
    elif alpha >= 0.6:
        said.append(
            _(
                "The paper measures passably. "
                "Who is near the pass mark could fall on either side; more questions, or better ones, would help."
            )
        )
    else:
        said.append(_("The paper measures poorly: results depend much on chance. Mend the questions below first."))
    if paper["left_out"]:
        said.append(
            _("%(n)s attempts are not counted: nothing was answered in them, or they are still to be marked.") % {"n": paper["left_out"]}
        )
    return said


def paper_figures(paper: Mapping[str, Any]) -> list[tuple[str, str]]:
    unit = _("points of %(of)s") % {"of": f"{paper['of']:g}"} if paper["of"] else _("percent")
    irt = paper["irt"]
    return [
        (_("people"), str(paper["persons"])),
        (_("questions asked in all, and on a paper"), f"{paper['items']} · {paper['length']:g}"),
        (_("mean"), f"{number(paper['mean'])} ({unit})"),
        (_("standard deviation"), number(paper["sd"])),
        (_("median"), number(paper["median"])),
        (_("skewness"), number(paper["skewness"])),
        (_("kurtosis"), number(paper["kurtosis"])),
        (_("reliability (alpha)"), number(paper["alpha"], 3)),
        (_("how alpha is reckoned"), alpha_formula(paper)),
        (_("standard error of measurement"), number(paper["sem"])),
        (_("2PL log-likelihood"), number(irt["log_likelihood"]) if irt else _("not fitted: it needs 200 people, and 100 at a question")),
    ]


def alpha_formula(paper: Mapping[str, Any]) -> str:
    if paper["is_one_paper"]:
        return _("Cronbach's alpha: everybody had the same questions")
    return _(
        "k·c/(v+(k−1)·c): v is the mean variance of a question, c the mean covariance of two questions on one paper, "
        "k the mean number of questions on a paper"
    )


def bars(shares: list[float | None]) -> list[tuple[int, int, int, str]]:
    """Left, top, height and words of each third's bar."""
    return [
        (20 + place * 75, round(HIGH - 20 - share * (HIGH - 40)), round(share * (HIGH - 40)), f"{share * 100:.0f} %")
        for place, share in enumerate(shares)
        if share is not None
    ]


def curve(facts: Mapping[str, Any]) -> str:
    """The points of the fitted curve, abilities from −3 to 3."""
    a, b = facts.get("a"), facts.get("b")
    if a is None or b is None:
        return ""
    heights = [1 / (1 + exp(-max(min(a * (ability - b), 500), -500))) for ability in ABILITIES]
    return " ".join(
        f"{(ability + 3) / 6 * WIDE:.0f},{HIGH - 20 - height * (HIGH - 40):.1f}" for ability, height in zip(ABILITIES, heights, strict=True)
    )


def histogram(people: list[int]) -> list[tuple[int, int, int, int]]:
    """Left, top, height and people of each tenth."""
    most = max(people, default=0)
    if not most:
        return []
    return [(place * WIDE // 10, HIGH - 20 - (high := round(n / most * (HIGH - 40))), high, n) for place, n in enumerate(people)]
