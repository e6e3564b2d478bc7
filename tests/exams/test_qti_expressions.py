"""Every expression of QTI's information model, by tables: what it comes to, also with NULL, in the spelling of 2.x and 3.0."""

import re
from typing import Any

import pytest

from exams.formats.qti.expressions import known
from exams.formats.qti.sitting import read_item
from exams.formats.qti.values import Unevaluable

T, F, N = '<baseValue baseType="boolean">true</baseValue>', '<baseValue baseType="boolean">false</baseValue>', "<null/>"


def i(value: object) -> str:
    return f'<baseValue baseType="integer">{value}</baseValue>'


def f(value: object) -> str:
    return f'<baseValue baseType="float">{value}</baseValue>'


def s(value: object) -> str:
    return f'<baseValue baseType="string">{value}</baseValue>'


def b(base: str, value: object) -> str:
    return f'<baseValue baseType="{base}">{value}</baseValue>'


def many(*parts: str) -> str:
    return f"<multiple>{''.join(parts)}</multiple>"


def row(*parts: str) -> str:
    return f"<ordered>{''.join(parts)}</ordered>"


def rec(**fields: str) -> str:
    return "<record>" + "".join(f'<fieldValue fieldIdentifier="{name}">{part}</fieldValue>' for name, part in fields.items()) + "</record>"


DECLARED = """
<responseDeclaration identifier="WORD" cardinality="single" baseType="string">
  <correctResponse><value>Kiwi</value></correctResponse>
  <mapping defaultValue="-1" lowerBound="-0.5" upperBound="3">
    <mapEntry mapKey="Kiwi" mappedValue="2"/><mapEntry mapKey="apple" mappedValue="5" caseSensitive="false"/>
  </mapping>
</responseDeclaration>
<responseDeclaration identifier="LINKS" cardinality="multiple" baseType="pair">
  <mapping defaultValue="0"><mapEntry mapKey="B A" mappedValue="1.5"/><mapEntry mapKey="C D" mappedValue="2"/></mapping>
</responseDeclaration>
<responseDeclaration identifier="SPOTS" cardinality="multiple" baseType="point">
  <areaMapping defaultValue="-1" upperBound="3">
    <areaMapEntry shape="circle" coords="10,10,5" mappedValue="2"/><areaMapEntry shape="rect" coords="0,0,20,20" mappedValue="1"/>
  </areaMapping>
</responseDeclaration>
""" + "".join(
    f'<outcomeDeclaration identifier="{name}" cardinality="single" baseType="{base}"><defaultValue><value>{value}</value></defaultValue>'
    "</outcomeDeclaration>"
    for name, base, value in (("OUT", "string", "d"), ("TWO", "integer", 2), ("WIDE", "float", 0.5), ("SHAPE", "string", "a+"))
)


def item_of(rules: str, declared: str = DECLARED) -> str:
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t" adaptive="false" timeDependent="false">'
        f"{declared}<itemBody/><responseProcessing>{rules}</responseProcessing></assessmentItem>"
    )


def in_three(xml: str) -> str:
    """The same in the spelling of QTI 3: <qti-base-value base-type="…">."""

    def hyphened(name: str) -> str:
        return re.sub(r"(?<!^)(?<![A-Z])([A-Z])", r"-\1", name).lower()

    def element(found: re.Match[str]) -> str:
        attributes = re.sub(r'([A-Za-z]+)="', lambda part: hyphened(part[1]) + '="', found[3])
        return f"<{found[1]}qti-{hyphened(found[2])}{attributes}>"

    return re.sub(r"<(/?)([A-Za-z]+)((?:\s[^<>]*)?)>", element, xml).replace("imsqti_v2p1", "imsqtiasi_v3p0")


def found(expression: str, responses: dict[str, Any] | None = None, *, version: int = 2, seed: int = 42) -> Any:
    xml = item_of(f'<setOutcomeValue identifier="X">{expression}</setOutcomeValue>')
    item = read_item((in_three(xml) if version == 3 else xml).encode())
    return item.sit(responses or {}, seed).plain["X"]


TABLE: list[tuple[str, Any]] = [
    # constants and variables
    (i(42), 42),
    (f("1e2"), 100.0),
    (f("abc"), None),
    (i("1.5"), None),
    (b("boolean", "1"), True),
    (b("boolean", "maybe"), None),
    (s(""), None),
    (b("pair", "B A"), "A B"),
    (b("directedPair", "B A"), "B A"),
    (b("point", "3 4"), "3 4"),
    (b("point", "3"), None),
    (b("duration", "PT1M30.5S"), 90.5),
    (b("duration", "12.5"), 12.5),
    (b("duration", "P"), None),
    (b("uri", " http://a "), "http://a"),
    (N, None),
    ('<variable identifier="OUT"/>', "d"),
    ('<variable identifier="NOBODY"/>', None),
    ('<correct identifier="WORD"/>', "Kiwi"),
    ('<correct identifier="LINKS"/>', None),
    ('<default identifier="OUT"/>', "d"),
    ('<default identifier="WORD"/>', None),
    ('<mathConstant name="pi"/>', 3.141592653589793),
    ('<mathConstant name="e"/>', 2.718281828459045),
    # NULL and truth
    (f"<isNull>{N}</isNull>", True),
    (f"<isNull>{s('')}</isNull>", True),
    (f"<isNull>{many()}</isNull>", True),
    (f"<isNull>{i(0)}</isNull>", False),
    (f"<isNotNull>{i(0)}</isNotNull>", True),
    (f"<not>{T}</not>", False),
    (f"<not>{N}</not>", None),
    (f"<and>{T}{T}</and>", True),
    (f"<and>{T}{N}</and>", None),
    (f"<and>{F}{N}</and>", False),
    (f"<and>{T}{F}</and>", False),
    (f"<or>{F}{F}</or>", False),
    (f"<or>{F}{N}</or>", None),
    (f"<or>{T}{N}</or>", True),
    (f'<anyN min="2" max="2">{T}{T}{F}</anyN>', True),
    (f'<anyN min="2" max="2">{T}{T}{N}</anyN>', None),
    (f'<anyN min="1" max="2">{T}{N}</anyN>', True),
    (f'<anyN min="2" max="3">{T}{F}{F}</anyN>', False),
    (f'<anyN min="2" max="3">{T}{F}{N}</anyN>', None),
    (f'<anyN min="0" max="TWO">{T}{T}{T}</anyN>', False),
    # the same
    (f"<match>{i(1)}{i(1)}</match>", True),
    (f"<match>{i(1)}{N}</match>", None),
    (f"<match>{s('a')}{s('A')}</match>", False),
    (f"<match>{many(i(1), i(2))}{many(i(2), i(1))}</match>", True),
    (f"<match>{many(i(1), i(1))}{many(i(1))}</match>", False),
    (f"<match>{row(i(1), i(2))}{row(i(2), i(1))}</match>", False),
    (f"<match>{b('pair', 'A B')}{b('pair', 'B A')}</match>", True),
    (f"<match>{b('directedPair', 'A B')}{b('directedPair', 'B A')}</match>", False),
    (f"<match>{rec(a=i(1))}{rec(a=i(1))}</match>", True),
    (f"<match>{rec(a=i(1))}{rec(a=i(2))}</match>", False),
    (f"<match>{rec(a=i(1))}{rec(b=i(1))}</match>", False),
    (f"<equal>{i(1)}{f(1)}</equal>", True),
    (f"<equal>{i(1)}{N}</equal>", None),
    (f"<notEqual>{i(1)}{f(1.5)}</notEqual>", True),
    (f"<notEqual>{N}{i(1)}</notEqual>", None),
    (f'<equal toleranceMode="absolute" tolerance="0.01">{f(46.38)}{f(46.37)}</equal>', True),
    (f'<equal toleranceMode="absolute" tolerance="0.01" includeLowerBound="false">{f(46.38)}{f(46.37)}</equal>', False),
    (f'<equal toleranceMode="absolute" tolerance="0.01 0.05">{f(46.38)}{f(46.43)}</equal>', True),
    (f'<equal toleranceMode="absolute" tolerance="0.01 0.05" includeUpperBound="false">{f(46.38)}{f(46.43)}</equal>', False),
    (f'<equal toleranceMode="relative" tolerance="10">{f(20)}{f(22)}</equal>', True),
    (f'<equal toleranceMode="relative" tolerance="10">{f(20)}{f(22.1)}</equal>', False),
    (f'<equal toleranceMode="absolute" tolerance="WIDE">{i(10)}{f(10.5)}</equal>', True),
    (f'<equal toleranceMode="absolute" tolerance="{{WIDE}}">{i(10)}{f(10.6)}</equal>', False),
    (f'<equalRounded roundingMode="decimalPlaces" figures="2">{f(1.68572)}{f(1.69)}</equalRounded>', True),
    (f'<equalRounded roundingMode="significantFigures" figures="3">{f(3.175)}{f(3.18)}</equalRounded>', True),
    (f'<equalRounded roundingMode="decimalPlaces" figures="2">{N}{f(1)}</equalRounded>', None),
    (f"<lt>{i(1)}{f(1.5)}</lt>", True),
    (f"<lt>{i(1)}{N}</lt>", None),
    (f"<gt>{i(2)}{i(1)}</gt>", True),
    (f"<lte>{i(1)}{i(1)}</lte>", True),
    (f"<gte>{i(1)}{i(2)}</gte>", False),
    (f"<gte>{N}{i(2)}</gte>", None),
    (f"<lt>{s('a')}{s('b')}</lt>", None),
    (f"<durationLT>{b('duration', 'PT1S')}{b('duration', 'PT1M')}</durationLT>", True),
    (f"<durationGTE>{b('duration', '60')}{b('duration', 'PT1M')}</durationGTE>", True),
    (f"<durationLT>{b('duration', '1')}{N}</durationLT>", None),
    # numbers
    (f"<sum>{i(1)}{i(2)}</sum>", 3),
    (f"<sum>{i(1)}{f(2.5)}</sum>", 3.5),
    (f"<sum>{many(i(1), i(2))}{i(3)}</sum>", 6),
    (f"<sum>{i(1)}{N}</sum>", None),
    (f"<sum>{i(1)}{s('x')}</sum>", None),
    (f"<product>{i(3)}{i(4)}</product>", 12),
    (f"<product>{i(3)}{f(0.5)}</product>", 1.5),
    (f"<product>{N}{i(3)}</product>", None),
    (f"<product>{f('1e300')}{f('1e300')}</product>", None),
    (f"<subtract>{i(1)}{i(3)}</subtract>", -2),
    (f"<subtract>{i(1)}{N}</subtract>", None),
    (f"<divide>{i(6)}{i(4)}</divide>", 1.5),
    (f"<divide>{i(6)}{i(0)}</divide>", None),
    (f"<divide>{N}{i(1)}</divide>", None),
    (f"<power>{i(2)}{i(10)}</power>", 1024.0),
    (f"<power>{i(-8)}{f(0.5)}</power>", None),
    (f"<power>{f(10)}{f(400)}</power>", None),
    (f"<power>{N}{i(2)}</power>", None),
    (f"<integerDivide>{i(7)}{i(2)}</integerDivide>", 3),
    (f"<integerDivide>{i(-7)}{i(2)}</integerDivide>", -4),
    (f"<integerDivide>{i(7)}{i(0)}</integerDivide>", None),
    (f"<integerModulus>{i(-7)}{i(2)}</integerModulus>", 1),
    (f"<integerModulus>{i(7)}{N}</integerModulus>", None),
    (f"<mod>{i(-7)}{i(2)}</mod>", -1.0),
    (f"<max>{i(1)}{i(5)}{i(3)}</max>", 5),
    (f"<max>{i(1)}{f(0.5)}</max>", 1.0),
    (f"<min>{many(i(4), i(2))}{i(3)}</min>", 2),
    (f"<min>{i(1)}{N}</min>", None),
    (f"<gcd>{i(12)}{i(18)}{i(-30)}</gcd>", 6),
    (f"<gcd>{i(0)}{i(5)}</gcd>", 5),
    (f"<gcd>{i(4)}{N}</gcd>", None),
    (f"<lcm>{i(4)}{i(6)}</lcm>", 12),
    (f"<lcm>{i(4)}{i(0)}</lcm>", 0),
    (f"<round>{f(6.5)}</round>", 7),
    (f"<round>{f(-6.5)}</round>", -6),
    (f"<round>{N}</round>", None),
    (f"<truncate>{f(-6.9)}</truncate>", -6),
    (f"<integerToFloat>{i(3)}</integerToFloat>", 3.0),
    (f'<roundTo roundingMode="decimalPlaces" figures="2">{f(3.175)}</roundTo>', 3.18),
    (f'<roundTo roundingMode="significantFigures" figures="2">{f(1234.5)}</roundTo>', 1200.0),
    (f'<roundTo roundingMode="significantFigures" figures="0">{f(1)}</roundTo>', None),
    (f'<roundTo roundingMode="decimalPlaces" figures="2">{N}</roundTo>', None),
    (f'<roundTo roundingMode="decimalPlaces" figures="30">{f("1e200")}</roundTo>', 1e200),
    *[
        (f'<mathOperator name="{name}">{f(value)}</mathOperator>', pytest.approx(result))
        for name, value, result in [
            ("sin", 1, 0.8414709848),
            ("cos", 1, 0.5403023059),
            ("tan", 1, 1.5574077247),
            ("sec", 1, 1.8508157177),
            ("csc", 1, 1.1883951058),
            ("cot", 1, 0.6420926159),
            ("asin", 1, 1.5707963268),
            ("acos", 1, 0),
            ("atan", 1, 0.7853981634),
            ("asec", 2, 1.0471975512),
            ("acsc", 2, 0.5235987756),
            ("acot", 2, 0.463647609),
            ("sinh", 1, 1.1752011936),
            ("cosh", 1, 1.5430806348),
            ("tanh", 1, 0.761594156),
            ("sech", 1, 0.6480542737),
            ("csch", 1, 0.8509181282),
            ("coth", 1, 1.3130352855),
            ("log", 1000, 3),
            ("ln", 2.718281828459045, 1),
            ("exp", 1, 2.7182818285),
            ("abs", -2, 2),
            ("signum", -3, -1),
            ("floor", -1.5, -2),
            ("ceil", -1.5, -1),
            ("toDegrees", 3.141592653589793, 180),
            ("toRadians", 180, 3.1415926536),
        ]
    ],
    (f'<mathOperator name="asin">{f(2)}</mathOperator>', None),
    (f'<mathOperator name="ln">{f(-1)}</mathOperator>', None),
    (f'<mathOperator name="csc">{f(0)}</mathOperator>', None),
    (f'<mathOperator name="exp">{f(1e9)}</mathOperator>', None),
    (f'<mathOperator name="sin">{N}</mathOperator>', None),
    (f'<mathOperator name="atan2">{f(1)}{f(1)}</mathOperator>', pytest.approx(0.7853981634)),
    (f'<statsOperator name="mean">{many(i(1), i(2), i(6))}</statsOperator>', 3.0),
    (f'<statsOperator name="popVariance">{many(i(1), i(3))}</statsOperator>', 1.0),
    (f'<statsOperator name="sampleVariance">{many(i(1), i(3))}</statsOperator>', 2.0),
    (f'<statsOperator name="popSD">{many(i(1), i(3))}</statsOperator>', 1.0),
    (f'<statsOperator name="sampleSD">{many(i(1))}</statsOperator>', None),
    (f'<statsOperator name="mean">{N}</statsOperator>', None),
]

MORE: list[tuple[str, Any]] = [
    # containers
    (many(i(1), N, i(2)), [1, 2]),
    (many(), None),
    (row(i(2), row(i(1), i(3))), [2, 1, 3]),
    (f"<containerSize>{many(i(1), i(1))}</containerSize>", 2),
    (f"<containerSize>{N}</containerSize>", 0),
    (f'<index n="2">{row(s("a"), s("b"))}</index>', "b"),
    (f'<index n="3">{row(s("a"), s("b"))}</index>', None),
    (f'<index n="TWO">{row(s("a"), s("b"))}</index>', "b"),
    (f'<index n="1">{N}</index>', None),
    (f"<member>{i(1)}{many(i(1), i(2))}</member>", True),
    (f"<member>{i(3)}{many(i(1))}</member>", False),
    (f"<member>{i(3)}{N}</member>", None),
    (f"<member>{N}{many(i(1))}</member>", None),
    (f"<contains>{many(i(1), i(2), i(3))}{many(i(3), i(1))}</contains>", True),
    (f"<contains>{many(i(1))}{many(i(1), i(1))}</contains>", False),
    (f"<contains>{row(i(1), i(2), i(3))}{row(i(2), i(3))}</contains>", True),
    (f"<contains>{row(i(1), i(2), i(3))}{row(i(1), i(3))}</contains>", False),
    (f"<contains>{N}{many(i(1))}</contains>", None),
    (f"<delete>{i(1)}{many(i(1), i(2), i(1))}</delete>", [2]),
    (f"<delete>{many(i(1), i(2))}{i(1)}</delete>", [2]),
    (f"<delete>{i(1)}{many(i(1))}</delete>", None),
    (f"<delete>{N}{many(i(1))}</delete>", None),
    (f'<repeat numberRepeats="2">{i(1)}{i(2)}</repeat>', [1, 2, 1, 2]),
    (f'<repeat numberRepeats="TWO">{N}{i(2)}</repeat>', [2, 2]),
    (f'<repeat numberRepeats="0">{i(1)}</repeat>', None),
    (f'<repeat numberRepeats="2">{N}</repeat>', None),
    (f'<fieldValue fieldIdentifier="a">{rec(a=i(1), b=N)}</fieldValue>', 1),
    (f'<fieldValue fieldIdentifier="b">{rec(a=i(1), b=N)}</fieldValue>', None),
    (f'<fieldValue fieldIdentifier="c">{rec(a=i(1))}</fieldValue>', None),
    (f'<fieldValue fieldIdentifier="a">{N}</fieldValue>', None),
    (rec(a=i(1), b=s("x")), {"a": 1, "b": "x"}),
    (f"<random>{many(i(7))}</random>", 7),
    (f"<random>{N}</random>", None),
    ('<randomInteger min="3" max="3"/>', 3),
    ('<randomInteger min="4" max="3"/>', None),
    ('<randomInteger max="0"/>', 0),
    ('<randomFloat min="2" max="2"/>', 2.0),
    # texts
    (f'<stringMatch caseSensitive="true">{s("Ab")}{s("Ab")}</stringMatch>', True),
    (f'<stringMatch caseSensitive="false">{s("Ab")}{s("aB")}</stringMatch>', True),
    (f'<stringMatch caseSensitive="true" substring="true">{s("xAby")}{s("Ab")}</stringMatch>', True),
    (f'<stringMatch caseSensitive="true">{s("a")}{N}</stringMatch>', None),
    (f'<substring caseSensitive="true">{s("b")}{s("abc")}</substring>', True),
    (f'<substring caseSensitive="true">{s("abc")}{s("b")}</substring>', False),
    (f'<substring caseSensitive="false">{s("B")}{s("abc")}</substring>', True),
    (f'<substring caseSensitive="true">{N}{s("b")}</substring>', None),
    (f"<substring>{s('ABCDE')}{i(2)}{i(2)}</substring>", "BC"),
    (f'<patternMatch pattern="a+b">{s("aab")}</patternMatch>', True),
    (f'<patternMatch pattern="a+b">{s("aabc")}</patternMatch>', False),
    (f'<patternMatch pattern="{{SHAPE}}">{s("aaa")}</patternMatch>', True),
    (f'<patternMatch pattern="a">{N}</patternMatch>', None),
    # shapes
    (f'<inside shape="rect" coords="0,0,4,4">{b("point", "4 4")}</inside>', True),
    (f'<inside shape="rect" coords="0,0,4,4">{b("point", "4.5 4")}</inside>', False),
    (f'<inside shape="circle" coords="0,0,5">{b("point", "3 4")}</inside>', True),
    (f'<inside shape="ellipse" coords="0,0,4,2">{b("point", "0 2")}</inside>', True),
    (f'<inside shape="ellipse" coords="0,0,4,2">{b("point", "2 2")}</inside>', False),
    (f'<inside shape="poly" coords="0,0,4,0,4,4,0,4">{b("point", "2 2")}</inside>', True),
    (f'<inside shape="poly" coords="0,0,4,0,4,4,0,4">{b("point", "0 2")}</inside>', True),
    (f'<inside shape="poly" coords="0,0,4,0,2,4">{b("point", "0 3")}</inside>', False),
    (f'<inside shape="default" coords="">{b("point", "9 9")}</inside>', True),
    (f'<inside shape="rect" coords="0,0,4,4">{N}</inside>', None),
    (f'<inside shape="rect" coords="0,0,4,4">{many(b("point", "9 9"), b("point", "1 1"))}</inside>', True),
]


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize(("expression", "result"), TABLE + MORE)
def test_it_comes_to(expression: str, result: Any, version: int) -> None:
    came = found(expression, version=version)
    assert came == result
    assert isinstance(came, bool) is isinstance(result, bool)


def test_whole_numbers_stay_whole() -> None:
    assert [type(found(f"<{name}>{i(6)}{i(3)}</{name}>")) for name in ("sum", "product", "subtract", "max", "divide")] == [
        int,
        int,
        int,
        int,
        float,
    ]


def test_every_expression_of_the_model_is_known() -> None:
    model = """baseValue variable default correct mapResponse mapResponsePoint mathConstant null randomInteger randomFloat
        numberCorrect numberIncorrect numberPresented numberResponded numberSelected outcomeMaximum outcomeMinimum testVariables
        multiple ordered containerSize isNull index fieldValue random member delete contains substring not and or anyN match stringMatch
        patternMatch equal equalRounded inside lt gt lte gte durationLT durationGTE sum product subtract divide power integerDivide
        integerModulus truncate round integerToFloat customOperator gcd lcm repeat max min mathOperator statsOperator roundTo"""
    assert {name.lower() for name in model.split()} <= known()


@pytest.mark.parametrize(
    "expression",
    [
        "<dance/>",
        f"<sum>{i(1)}<dance/></sum>",
        "<match/>",
        f'<patternMatch pattern="(">{s("a")}</patternMatch>',
        f'<inside shape="rect" coords="1,2">{b("point", "1 1")}</inside>',
        f'<equal toleranceMode="absolute">{i(1)}{i(1)}</equal>',
        b("colour", "red"),
        '<mapResponse identifier="NOBODY"/>',
        "<numberCorrect/>",
        f'<repeat numberRepeats="99999">{i(1)}</repeat>',
        f'<mathOperator name="guess">{f(1)}</mathOperator>',
    ],
)
def test_what_cannot_be_followed_is_refused(expression: str) -> None:
    with pytest.raises(Unevaluable):
        found(expression)
