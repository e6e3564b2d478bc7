"""What is to be prepared, and what to be learnt beside it, before business starts: one plan per role.

Two tracks run side by side (筹备 ∥ 培训); nothing on one waits for the other. The numbers are days from the signature.
"""

from typing import NamedTuple


class Step(NamedTuple):
    title: str
    days: int


class Plan(NamedTuple):
    shop: list[Step]
    training: list[Step]


PLANS: dict[str, Plan] = {
    "partner": Plan(
        shop=[
            Step("看好店面，把地方定下来", 7),
            Step("办好营业执照", 20),
            Step("通上宽带，装好电脑和打印机", 20),
            Step("挂上门头，摆好货架和快件架", 25),
            Step("和县里的服务中心对一次送货路线", 28),
            Step("在村里告诉大家哪天开业", 30),
        ],
        training=[
            Step("跟着老站点看一天", 10),
            Step("自己走一遍代买：下单、付款、收货、退货", 15),
            Step("自己走一遍代卖：拍照、写标题、上架", 20),
            Step("学会收件、发件和对账", 25),
        ],
    ),
    "promoter": Plan(
        shop=[
            Step("画一张自己要走的村子的图", 5),
            Step("建好村民微信群，写清群规", 10),
            Step("领齐宣传单和样品", 15),
        ],
        training=[
            Step("跟着老推广员走一天村", 7),
            Step("练三遍：怎么把一件货讲清楚", 10),
            Step("学会帮别人装软件、注册和付款", 14),
        ],
    ),
    "store_manager": Plan(
        shop=[
            Step("看店面和库房，量好尺寸", 5),
            Step("办好营业执照", 20),
            Step("进第一批货，点数入库", 25),
            Step("摆好货架，贴好价签", 28),
        ],
        training=[
            Step("在老店里站三天柜台", 10),
            Step("学会收银、对账和盘点", 15),
            Step("学会排班和开早会", 20),
            Step("学会处理退货和投诉", 25),
        ],
    ),
    "own_business": Plan(
        shop=[
            Step("想好卖什么、卖给谁，写成一页纸", 7),
            Step("算一遍本钱：进货、包装、运费、平台费", 10),
            Step("注册店铺，需要的话办营业执照", 20),
            Step("拍好照片，上架第一批货", 25),
            Step("谈好一家快递", 25),
        ],
        training=[
            Step("自己走一遍：下单、付款、收货、退货", 10),
            Step("学会回答买家的十个常见问题", 15),
            Step("学会看每天的三个数", 20),
        ],
    ),
}
"""The keys are the roles of openings, and a business of one's own."""
