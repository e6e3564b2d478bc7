"""Items of our own in QTI, as other systems write them."""

from io import BytesIO
from zipfile import ZipFile

SPACES = {"2.1": "imsqti_v2p1", "2.2": "imsqti_v2p2"}


def response(name: str = "RESPONSE", base: str = "identifier", cardinality: str = "single", right: str = "", inner: str = "") -> str:
    values = "".join(f"<value>{value}</value>" for value in right.split("|") if value)
    key = f"<correctResponse>{values}</correctResponse>" if values else ""
    return f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">{key}{inner}</responseDeclaration>'


def mapping(default: float = 0, lower: float | None = None, upper: float | None = None, **worth: float) -> str:
    bounds = "".join(f' {name}="{value}"' for name, value in (("lowerBound", lower), ("upperBound", upper)) if value is not None)
    return mapped(worth, f'defaultValue="{default}"{bounds}')


def mapped(worth: dict[str, float], attributes: str = 'defaultValue="0"', entry: str = "") -> str:
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"{entry}/>' for key, value in worth.items())
    return f"<mapping {attributes}>{entries}</mapping>"


def template(name: str) -> str:
    return f'<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}"/>'


def item(
    declared: str, body: str, rules: str, *, version: str = "2.1", identifier: str = "q1", extra: str = "", attributes: str = ""
) -> str:
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/{SPACES[version]}" identifier="{identifier}" title="T" adaptive="false"'
        f' timeDependent="false" {attributes}>{declared}'
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"><defaultValue><value>0</value></defaultValue>'
        f"</outcomeDeclaration>{extra}<itemBody>{body}</itemBody>{rules}</assessmentItem>"
    )


def choices(tag: str, words: str) -> str:
    """`A=茶 B=油`"""
    return "".join(f'<{tag} identifier="{word.split("=")[0]}">{word.split("=")[1]}</{tag}>' for word in words.split())


def choice(words: str = "A=茶 B=油 C=米", most: int = 1, name: str = "RESPONSE", prompt: str = "哪个？", shuffle: str = "true") -> str:
    return (
        f'<choiceInteraction responseIdentifier="{name}" maxChoices="{most}" shuffle="{shuffle}"><prompt>{prompt}</prompt>'
        f"{choices('simpleChoice', words)}</choiceInteraction>"
    )


def inline(words: str = "A=茶 B=油", name: str = "RESPONSE") -> str:
    return f'<inlineChoiceInteraction responseIdentifier="{name}" shuffle="true">{choices("inlineChoice", words)}</inlineChoiceInteraction>'


def entry(name: str = "RESPONSE") -> str:
    return f'<textEntryInteraction responseIdentifier="{name}" expectedLength="10"/>'


def plus(name: str, points: float, condition: str = "") -> str:
    """A condition that adds points to the score."""
    condition = condition or f'<match><variable identifier="{name}"/><correct identifier="{name}"/></match>'
    return (
        f'<responseCondition><responseIf>{condition}<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>'
        f'<baseValue baseType="float">{points}</baseValue></sum></setOutcomeValue></responseIf></responseCondition>'
    )


def rules(*inner: str) -> str:
    return f"<responseProcessing>{''.join(inner)}</responseProcessing>"


def is_number(low: float, high: float, *, below: str = "gte", above: str = "lte") -> str:
    given = '<variable identifier="RESPONSE"/>'
    return (
        f'<and><{below}>{given}<baseValue baseType="float">{low}</baseValue></{below}>'
        f'<{above}>{given}<baseValue baseType="float">{high}</baseValue></{above}></and>'
    )


def zipped(**files: str | bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_png", ".png"), content)
    return made.getvalue()


def manifest(*hrefs: str, kind: str = "imsqti_item_xmlv2p1") -> str:
    listed = "".join(
        f'<resource identifier="r{number}" type="{kind}" href="{href}"><file href="{href}"/></resource>'
        for number, href in enumerate(hrefs)
    )
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{listed}</resources></manifest>'
