"""An exam that asks one question of every kind."""

from typing import Any

from exams.content import Content, from_numbered
from exams.models import Blueprint, BlueprintCell, Exam, QuestionBank
from exams.operations import QuestionItem, add_question_picture, import_questions
from tests.cast import NOW, make_organisation
from tests.exams.factories import make_topic

TABLE = {
    "table": {
        "header": ["月份", "单数", "成交额（元）", "退货", "主要原因"],
        "rows": [["五月", "120", "5,400", "6", "压坏"], ["六月", "150", "7,500", "3", "晚到"]],
    }
}
LEFT = [["新鲜杨梅", "冷链箱，当天发"], ["干木耳", "防潮袋"], ["土鸡蛋", "蜂窝托，写“易碎”"]]
WRITTEN: dict[str, dict[str, Any]] = {
    "single": {"stem": "果子有伤，怎么办？", "options": ["照常卖", "挑出来单独便宜卖，并说明", "藏在箱底", "以上都可以"], "answer": 2},
    "multiple": {"stem": "标签上该有哪几项？", "options": ["生产日期", "好评数", "配料表"], "answer": [1, 3], "credit": "each"},
    "true_false": {"stem": "过期的饼干可以送人。", "answer": False},
    "numeric": {"stem": "看表：六月的客单价是多少元？", "answer": 50, "unit": "元", "figures": [TABLE]},
    "short_text": {"stem": "淘宝上专门卖农产品的直播，常叫什么播？（两个字）", "answer": ["村播", "助农直播"]},
    "ordering": {
        "stem": "收到订单以后，先后做哪几步？",
        "options": ["看清订单和备注", "拣货、验货", "垫好，封箱", "交给快递，填单号"],
        "credit": "each",
    },
    "matching": {"stem": "哪样货用哪种包装？", "pairs": LEFT, "others": ["原包装直接贴单"], "credit": "each"},
    "cloze": {
        "stem": "卖生鲜先[[1]]再装箱。一箱装 [[2]]，箱外写上“[[3]]”。\n夏天最好[[4]]发货。",
        "gaps": {
            1: {"kind": "single", "options": ["挑拣称重", "拍照发圈", "联系买家"], "answer": 1},
            2: {"kind": "numeric", "answer": 5, "unit": "斤"},
            3: {"kind": "short_text", "answer": "生鲜易坏"},
            4: {"kind": "single", "options": ["当天", "三天后再"], "answer": 1},
        },
    },
    "case": {
        "stem": "小禾的店上周卖了 20 单腊肉，一共 900 元。\n这周她做了套餐，卖了 25 单，一共 1375 元，有两位买家说“比图上小”。",
        "parts": [
            {"kind": "numeric", "stem": "这周的客单价是多少元？", "answer": 55, "unit": "元"},
            {"kind": "true_false", "stem": "客单价比上周高了。", "answer": True},
            {
                "kind": "multiple",
                "stem": "买家说“比图上小”，她该做哪些？",
                "options": ["写明重量和尺寸", "图里放一把尺子", "把差评删掉"],
                "answer": [1, 2],
            },
        ],
    },
    "essay": {"stem": "写一写：你打算怎样给村里的一样特产写标题和卖点？", "words": 300, "files": 2},
}


def every_kind(picture: str = "") -> dict[str, Content]:
    figures = {"figures": [{"image": picture, "alt": "一筐杨梅，上面两颗破了皮"}]} if picture else {}
    return {kind: from_numbered(kind, fields | (figures if kind == "single" else {})) for kind, fields in WRITTEN.items()}


def make_exam_of_every_kind(picture: bytes = b"") -> Exam:
    college = make_organisation("seedling-college", "苗圃学堂")
    topic = make_topic()
    bank = QuestionBank.objects.create(slug="kinds", title="各种题型", organisation=college)
    uuid = str(add_question_picture(picture, college).uuid) if picture else ""
    import_questions(bank, [QuestionItem(kind, topic, 1, content) for kind, content in every_kind(uuid).items()], now=NOW)
    blueprint = Blueprint.objects.create(slug="kinds", title="细目表", organisation=college)
    BlueprintCell.objects.create(blueprint=blueprint, topic=topic, difficulty=1, count=len(WRITTEN), points=5)
    exam = Exam.objects.create(slug="kinds", title="各种题型", organisation=college, bank=bank, blueprint=blueprint, minutes=30)
    # Not by `publish_exam`, which refuses an essay: this one is for looking at.
    Exam.objects.filter(pk=exam.pk).update(published_at=NOW)
    exam.refresh_from_db()
    return exam
