"""The response processing that items name instead of writing it down. Written here from the standard's description of each."""

from django.utils.translation import gettext as _

from exams.formats.qti.names import BadQti, Node, parse

_SCORE_OF_MATCH = """<responseProcessing><responseCondition>
  <responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>{right}</responseIf>
  <responseElse>{wrong}</responseElse>
</responseCondition></responseProcessing>"""
_MAPPED = """<responseCondition>
  <responseIf><isNull><variable identifier="RESPONSE"/></isNull>{nothing}</responseIf>
  <responseElse><setOutcomeValue identifier="SCORE"><{how} identifier="RESPONSE"/></setOutcomeValue></responseElse>
</responseCondition>"""


def _points(value: int) -> str:
    return f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{value}</baseValue></setOutcomeValue>'


def _says(outcome: str, word: str) -> str:
    return f'<setOutcomeValue identifier="{outcome}"><baseValue baseType="identifier">{word}</baseValue></setOutcomeValue>'


_ALL_OF_MAXIMUM = '<setOutcomeValue identifier="SCORE"><variable identifier="MAXSCORE"/></setOutcomeValue>'
_FEEDBACK_BY_MAXIMUM = f"""<responseCondition>
  <responseIf>
    <equal toleranceMode="exact"><variable identifier="MAXSCORE"/><variable identifier="SCORE"/></equal>{_says("FEEDBACK", "correct")}
  </responseIf>
  <responseElse>{_says("FEEDBACK", "incorrect")}</responseElse>
</responseCondition>"""
_IF_NOTHING = f"""<responseProcessing><responseCondition>
  <responseIf><isNull><variable identifier="RESPONSE"/></isNull>
    <responseCondition>
      <responseIf><isNull><variable identifier="MAXSCORE"/></isNull>{_points(1)}</responseIf>
      <responseElse>{_ALL_OF_MAXIMUM}</responseElse>
    </responseCondition>
  </responseIf>
  <responseElse>{_points(0)}</responseElse>
</responseCondition></responseProcessing>"""


def _mapped(how: str, after: str = "") -> str:
    return f"<responseProcessing>{_MAPPED.format(how=how, nothing=_points(0))}{after}</responseProcessing>"


_WRITTEN = {
    "match_correct": _SCORE_OF_MATCH.format(right=_points(1), wrong=_points(0)),
    "cc2_match": _SCORE_OF_MATCH.format(right=_points(1), wrong=_points(0)),
    "cc2_match_basic": _SCORE_OF_MATCH.format(
        right=_ALL_OF_MAXIMUM + _says("FEEDBACKBASIC", "correct"), wrong=_says("FEEDBACKBASIC", "incorrect")
    ),
    "map_response": _mapped("mapResponse"),
    "map_response_point": _mapped("mapResponsePoint"),
    "cc2_map_response": _mapped("mapResponse", _FEEDBACK_BY_MAXIMUM),
    "cc2_map_response_point": _mapped("mapResponsePoint"),
    "match_nothing": _IF_NOTHING,
    "cc2_match_nothing": _IF_NOTHING,
}
_READ: dict[str, Node] = {name: parse(xml.encode()) for name, xml in _WRITTEN.items()}


def template(address: str) -> Node:
    """By the last part of its address, in any version. Raises BadQti."""
    name = address.strip().rstrip("/").rsplit("/", 1)[-1].lower().removesuffix(".xml")
    found = _READ.get(name)
    if found is None:
        raise BadQti(_("the response processing template “%(name)s” is not known") % {"name": name[:60]})
    return found
