"""The terms of an order: its kind, pay method, who pays the training, what the employer brings, channel."""

import re
from functools import lru_cache

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, unspaced, words
from services.sheets.fields.choices import choices, choose

TRAINING, HIRING = "training", "hiring"

_SUB_KINDS = (
    ("apprenticeship", r"学徒"),
    ("title_class", r"冠名"),
    ("investment_led", r"招商|投资|新建|新厂"),
    ("seasonal", r"季节|采棉|拾棉|摘棉|农忙工|seasonal"),
    ("abroad", r"境外|国外|出国|海外|劳务输出\(外\)|abroad"),
    ("order_class", r"订单班|订单式|orderclass"),
)
# Forms that only training orders have.
_OF_TRAINING = ("order_class", "title_class", "apprenticeship", "investment_led")
_PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in _SUB_KINDS)
_TRAINING = re.compile(r"培训|训|班|学徒|冠名|training|class")
_HIRING = re.compile(r"招|聘|用工|直接|即时|现成|hiring|recruit")
_PAY = choices(
    {
        "month": "月薪 月薪制 按月 固定工资 月结 底薪加提成 底薪+提成 月 monthly month",
        "day": "日薪 日结 按日 按天 日工资 天 日 daily day",
        "hour": "计时 计时工资 时薪 小时工 按小时 小时 小时工资 hourly hour",
        "piece": "计件 计件工资 计件制 按件 件 piece piecework",
        "year": "年薪 年薪制 按年 年 yearly year",
        "mixed": "计时加计件 计时+计件 底薪加计件 底薪+计件 保底计件 保底+计件 计时计件 mixed",
    }
)
_PAYERS = choices(
    {
        "employer": "企业 用工企业 用人单位 企业出 企业承担 企业全额 公司 单位 厂方 企业付 企业支付 employer company",
        "public": "政府 财政 补贴 政府补贴 政府出 政府承担 财政补贴 公费 免费 阳光工程 国家 县里 "
        "government public subsidy",
        "labourer": "个人 学员 自费 本人 劳动者 个人出 个人承担 学员自费 个人支付 self labourer trainee",
        "base": "培训基地 基地 学校 培训机构 base school",
        "shared": "共同 分担 共担 企业和政府 政府和企业 政府企业共担 企业政府共担 政府与企业 企业与政府 "
        "企业与个人 三方 shared",
    }
)
_CHANNELS = choices(
    {
        "direct": "企业直接 直接 企业上门 企业 企业自报 自报 上门 direct employer",
        "office": "劳动局 就业局 人社局 县劳务办 阳光办 劳务办 就业服务中心 人才市场 政府 office",
        "township": "乡镇 镇劳务站 劳务站 乡镇劳务站 township",
        "broker": "经纪人 劳务经纪人 劳务经纪 能人 老乡 亲友 带头人 broker",
        "association": "协会 专业协会 商会 合作社 行业协会 association",
        "agency": "中介 中介机构 劳务公司 劳务派遣 人力资源公司 派遣公司 agency",
        "base_office": "驻外办事处 办事处 驻外 培训基地 基地 学校 baseoffice",
        "fair": "招聘会 劳务对接会 对接会 洽谈会 fair",
        "online": "网上 网络 互联网 网站 平台 online web",
    }
)
_OWNERS = choices(
    {
        "public": "公办 国有 公立 事业单位 全民 国办 政府办 public",
        "private": "民办 私立 民营 私营 社会办学 社会力量办学 个人 private",
        "joint": "合办 联办 校企合办 校企联办 企业办 公办民助 joint",
    }
)
_WANTED_SEX = choices(
    {"male": "男 限男 男性 男工 仅限男性 限男性 male m", "female": "女 限女 女性 女工 仅限女性 限女性 female f"}
)
_EITHER_SEX = words("不限 男女不限 男女均可 男女 男/女 无 无要求 均可 都可以 男女都可以 男女皆可 any")
_BRINGS = (
    ("premises", r"场地|车间|教室|场所"),
    ("equipment", r"设备|机器|机台|工具|材料"),
    ("teachers", r"师资|教师|老师|师傅|讲师"),
)


def read_order_kind(cell: Cell, field: str = "kind") -> tuple[str, str | None]:
    """(`training` or `hiring`, sub-kind or None): 订单班 is training, 季节性用工 hiring.

    Raises `Refusal` order_kind_unknown.

    Sub-kinds: order_class, title_class, apprenticeship, investment_led, seasonal, abroad.
    """
    return _kind(text_of(cell), field)


@lru_cache(maxsize=1_024)
def _kind(text: str, field: str) -> tuple[str, str | None]:
    plain = unspaced(text).lower()
    sub_kind = next((code for code, pattern in _PATTERNS if pattern.search(plain)), None)
    if _TRAINING.search(plain) or sub_kind in _OF_TRAINING:
        return TRAINING, sub_kind
    if _HIRING.search(plain) or sub_kind:
        return HIRING, sub_kind
    raise Refusal("order_kind_unknown", field=field, text=text)


def read_pay_method(cell: Cell, field: str = "pay_method") -> str:
    """`month`, `day`, `hour`, `piece`, `year` or `mixed`; raises `Refusal` pay_method_unknown."""
    return choose(_PAY, text_of(cell), "pay_method_unknown", field)


def read_payer(cell: Cell, field: str = "training_paid_by") -> str:
    """Who pays the training: `employer`, `public`, `labourer`, `base` or `shared`; raises `Refusal` payer_unknown."""
    return choose(_PAYERS, text_of(cell), "payer_unknown", field)


def read_channel(cell: Cell, field: str = "channel") -> str:
    """How the order came; raises `Refusal` channel_unknown."""
    return choose(_CHANNELS, text_of(cell), "channel_unknown", field)


def read_brings(cell: Cell, field: str = "employer_brings") -> tuple[str, ...]:
    """What the employer brings: `premises`, `equipment`, `teachers`; raises `Refusal` brings_unknown."""
    text = text_of(cell)
    found = tuple(code for code, pattern in _BRINGS if re.search(pattern, text))
    if not found and unspaced(text) not in ("无", "否", "不提供", "没有", "-", "/"):
        raise Refusal("brings_unknown", field=field, text=text)
    return found


def read_ownership(cell: Cell, field: str = "ownership") -> str:
    """Whose a training base is: `public`, `private` or `joint`; raises `Refusal` ownership_unknown."""
    return choose(_OWNERS, text_of(cell), "ownership_unknown", field)


def read_wanted_sex(cell: Cell, field: str = "sex") -> str | None:
    """`male`, `female`, or None for no limit; raises `Refusal` sex_limit_unclear."""
    return choose(_WANTED_SEX, text_of(cell), "sex_limit_unclear", field) if not _open_sex(cell) else None


def _open_sex(cell: Cell) -> bool:
    return unspaced(text_of(cell)).lower() in _EITHER_SEX
