"""Old lessons as trainers have them, made by the libraries that write such files."""

from io import BytesIO

import docx
import pptx
from docx.shared import Cm
from PIL import Image, ImageDraw
from pptx.util import Inches


def photo(colour: str = "#2c6a3e", kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> BytesIO:
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).ellipse((100, 100, 300, 300), fill="#fffdf9")
    content = BytesIO()
    image.save(content, kind)
    content.seek(0)
    return content


def word_lesson() -> bytes:
    """A title, two parts, a list, steps, tables, three photos, four questions: what a village lesson looks like in Word."""
    document = docx.Document()
    document.add_heading("怎样给农产品定价", 0)
    document.add_heading("先算成本", 1)
    paragraph = document.add_paragraph("一斤李子的成本有三样。")
    paragraph.add_run("注意：运费也是成本。").bold = True
    for line in ("收购价", "包装", "运费 & 损耗"):
        document.add_paragraph(line, style="List Bullet")
    document.add_picture(photo(), width=Cm(8))
    document.add_paragraph("定价的做法：")
    for line in ("算出成本", "看三家的价", "定一个能赚的价"):
        document.add_paragraph(line, style="List Number")
    document.add_picture(photo("#b8321f"), width=Cm(8))
    document.add_paragraph("成本表")
    table = document.add_table(rows=3, cols=3)
    for row, cells in zip(table.rows, (("项目", "单价", "说明"), ("收购", "2 元", "当天"), ("包装", "1 元", "纸箱")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    wide = document.add_table(rows=2, cols=6)
    for number, cell in enumerate(wide.rows[0].cells):
        cell.text = f"列{number}"
    wide.rows[1].cells[0].text = "甲"
    document.add_picture(photo("#8a6212", "PNG"), width=Cm(8))
    document.add_heading("课后练习", 1)
    for line in (
        "1. 下面哪一样是成本？", "A. 运费", "B. 好评", "C. 收藏", "答案：A", "解析：运费要自己付。",
        "2、哪些要先看清？（多选）", "A、别家的价   B、成本   C、天气", "【答案】AB", "【解析】天气管不了价。",
        "3. 定价越低越好。", "答案：错",
        "4. 成本 3 元，卖 5 元，一斤赚几元？", "答案：2元", "解析：5 - 3。",
        "5. 这一题没有写答案？", "A. 甲", "B. 乙",
    ):  # fmt: skip
        document.add_paragraph(line)
    return saved(document)


def slide_show() -> bytes:
    show = pptx.Presentation()
    first = show.slides.add_slide(show.slide_layouts[0])
    first.shapes.title.text = "直播前的准备"
    first.placeholders[1].text = "普定县电商课"
    body = show.slides.add_slide(show.slide_layouts[1])
    body.shapes.title.text = "三样东西"
    body.placeholders[1].text = "手机\n灯\n样品"
    body.shapes.add_picture(photo(), Inches(1), Inches(4))
    body.notes_slide.notes_text_frame.text = "提醒大家先充电。"
    last = show.slides.add_slide(show.slide_layouts[5])
    last.shapes.title.text = "费用"
    table = last.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(5), Inches(1)).table
    for place, text in enumerate(("东西", "价钱", "灯", "60 元")):
        table.cell(place // 2, place % 2).text = text
    last.shapes.add_picture(photo(), Inches(1), Inches(4))  # the same logo once more
    return saved(show)


def markdown_lesson() -> bytes:
    return """---
author: 老陈
---
# 拍照三招

**重点**：光要从侧面来。看[平台的例子](https://example.com/a)，别点[这个](javascript:alert(1))。

- 擦干净镜头
- 找白底

## 怎么做

1. 把货放在窗边
2. 手机放稳
3. 拍三张

| 时间 | 光 |
| --- | --- |
| 早上 | 柔 |

![样图](photo.jpg)

判断：逆光拍更清楚。
答案：×
解析：逆光脸是黑的。
""".encode()


def saved(made: object) -> bytes:
    content = BytesIO()
    made.save(content)  # type: ignore[attr-defined]
    return content.getvalue()
