"""Word papers as teachers write them, made with python-docx for the tests."""

import io

from docx import Document
from docx.shared import Inches
from PIL import Image


def packed(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def paper_of(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return packed(document)


def picture(colour: str = "red", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind)
    return out.getvalue()


def classic() -> bytes:
    """A paper with parts, answers below, options set in every way, a picture and a table."""
    document = Document()
    document.add_heading("农村电商理论考试", 0)
    document.add_paragraph("姓名：________  得分：________")
    document.add_paragraph("一、单项选择题（每题2分，共6分）")
    document.add_paragraph("1．收到的果子有伤，应当怎么办？")
    for line in ("A．照常卖", "B．挑出来单独处理", "C．藏在箱底", "D．送给邻居"):
        document.add_paragraph(line)
    document.add_paragraph("答案：B")
    document.add_paragraph("解析：诚信是根本。\n不能以次充好。")
    document.add_paragraph("2、下图是哪种标志？")
    document.add_picture(io.BytesIO(picture()), width=Inches(1))
    document.add_paragraph("A. 绿色食品    B. 有机产品    C. 地理标志")
    document.add_paragraph("【答案】C【解析】看颜色。")
    document.add_paragraph("3. 按下表，哪种果子最贵？（ A ）")
    table = document.add_table(rows=3, cols=2)
    for row, cells in enumerate((("果子", "单价"), ("桃", "8 元"), ("梨", "5 元"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("A、桃 B、梨")
    document.add_paragraph("二、多项选择题（每题4分）")
    document.add_paragraph("4. 标签上应当有（　　）。")
    document.add_paragraph("A.生产日期B.配料表C.好评数D.厂名厂址")
    document.add_paragraph("正确答案：A、B、D")
    document.add_paragraph("三、判断题（对的打√，错的打×）")
    document.add_paragraph("5. 过期的饼干可以送人。（ × ）")
    document.add_paragraph("6. 三包是法定责任。（√）")
    document.add_paragraph("四、计算题")
    document.add_paragraph("7. 卖 50 斤，坏 3 斤，坏了百分之几？")
    document.add_paragraph("答案：6%")
    return packed(document)


def with_answers_at_the_end() -> bytes:
    document = Document()
    document.add_paragraph("一、选择题")
    for number in range(1, 6):
        document.add_paragraph(f"{number}. 第 {number} 个问题？")
        document.add_paragraph("A. 甲\tB. 乙\tC. 丙\tD. 丁")
    document.add_paragraph("二、判断题")
    for number in range(1, 4):
        document.add_paragraph(f"{number}. 第 {number} 句话。（　　）")
    document.add_paragraph("三、单选题")
    for number in range(6, 8):
        document.add_paragraph(f"{number}. 又一个问题 {number}？")
        document.add_paragraph("A. 子 B. 丑")
    document.add_paragraph("参考答案")
    document.add_paragraph("一、选择题")
    document.add_paragraph("1—4 B A C D  5. AB")
    document.add_paragraph("二、判断题")
    table = document.add_table(rows=2, cols=4)
    for row, cells in enumerate((("题号", "1", "2", "3"), ("答案", "√", "×", "对"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("三、单选题")
    document.add_paragraph("6．B 解析：因为如此。")
    document.add_paragraph("7．A")
    return packed(document)
