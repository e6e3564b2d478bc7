"""The table to fill in: headings, lists to choose from, text cells that Excel leaves alone, and a sheet that explains."""

import io
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from exams.formats.chinese import KINDS
from exams.formats.sheet.columns import COLUMNS, DIFFICULTY, KIND, WIDTHS

SHEET, NOTES = "试题", "怎么填"
PARTS = ("小题单选", "小题多选", "小题判断", "小题填数", "小题填空")
EXPLAINED = (
    ("列", "怎么填"),
    ("编号", "可以不填。填了，下次用同一个编号再传，就是改这道题，不会多出一道。"),
    ("题型", "从下拉里选。不填的话，看选项和答案来定。"),
    ("题干", "必填。填空题用 ____ 表示空。"),
    ("选项A 到 选项H", "选择题、排序题、连线题用，最多八个，一格一个。"),
    ("答案", "单选写 B；多选写 ACD；判断写 对 或 错；填数写数，例如 46.38，也可以写 46~47 或 46.38±0.01；填空有几种都对的，用 | 隔开，例如 北京|北京市=50%；有几个空，用 ； 隔开。"),  # noqa: E501
    ("答案（排序题）", "按正确的先后写字母，例如 CAB。"),
    ("答案（连线题）", "一行一对，例如 苹果=B，换行再写下一对（Alt+回车）。"),
    ("给分", "可以不填。多选题写 全对才得分（不写就是它）或 每项得分；部分得分写 A=0.5 C=-0.25；位置不变的选项写 固定=D；填空要分大小写就写 区分大小写，答案里的 * 代表任意字就写 通配；问答写 字数=200 附件=2。"),  # noqa: E501
    ("误差、单位", "填数题用，例如 0.01、%。"),
    ("知识点", "写知识点的名字或代号。导入时也可以统一指定。"),
    ("难度", "1 易，2 中，3 难。"),
    ("出处、解析", "可以不填。解析在公布成绩以后给学员看。"),
    ("综合填空", "题干里直接写空和答案：中国的首都是{1:SHORTANSWER:=北京}，有{1:NUMERICAL:=34:0}个省级行政区，简称{1:MULTICHOICE:=京~沪}。{ 后面的数是这个空占的分。"),  # noqa: E501
    ("材料题", "先写一行材料题（题干写材料，答案写 见小题），下面各行写它的小题，题型选 小题单选 等；小题占的分写在给分里：分值=2。"),
    ("公式和日期", "不能用公式。单元格请用“文本”格式，免得 3-4 变成日期。"),
)  # fmt: skip
EXAMPLES: tuple[dict[str, Any], ...] = (
    {"题型": "单选", "题干": "收到的果子有伤，应当怎么办？", "选项A": "照常卖", "选项B": "挑出来单独处理", "选项C": "藏在箱底", "答案": "B", "难度": "1"},  # noqa: E501
    {"题型": "多选", "题干": "标签上应当有哪几项？", "选项A": "生产日期", "选项B": "好评数", "选项C": "配料表", "答案": "AC", "难度": "2"},
    {"题型": "判断", "题干": "过期的饼干可以送人。", "答案": "错", "难度": "1"},
    {"题型": "填数", "题干": "卖 50 斤，坏 3 斤，坏了百分之几？", "答案": "6", "误差": "0.01", "单位": "%", "难度": "2"},
    {"题型": "填空", "题干": "我国的首都是____。", "答案": "北京|北京市", "难度": "1"},
)  # fmt: skip


def template() -> bytes:
    """The examples stand on the sheet that explains: what is filled in is never mixed with them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    sheet.append(list(COLUMNS))
    dress(sheet)
    explain(book)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def dress(sheet: Any) -> None:
    """Widths, a heading that stays, and lists to choose from."""
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.column_dimensions[get_column_letter(place)].number_format = "@"
        sheet.cell(1, place).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    kinds = [names[0] for names in KINDS.values()] + list(PARTS)
    choose(sheet, KIND, kinds, _("Choose a kind from the list."))
    choose(sheet, DIFFICULTY, ["1", "2", "3"], _("1 easy, 2 medium, 3 hard"))


def choose(sheet: Any, column: str, names: list[str], otherwise: str) -> None:
    rule = DataValidation(type="list", formula1=f'"{",".join(names)}"', allow_blank=True, showErrorMessage=True, error=otherwise)
    letter = get_column_letter(COLUMNS.index(column) + 1)
    rule.add(f"{letter}2:{letter}20001")
    sheet.add_data_validation(rule)


def explain(book: Workbook) -> None:
    notes: Any = book.create_sheet(NOTES)
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 18, 90
    for name, words in EXPLAINED:
        cell = WriteOnlyCell(notes, words)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        notes.append([name, cell])
    notes.append([])
    notes.append(["例子"])
    shown = [column for column in COLUMNS if any(column in example for example in EXAMPLES)]
    notes.append([f"例：{column}" for column in shown])
    for example in EXAMPLES:
        notes.append([example.get(column, "") for column in shown])
