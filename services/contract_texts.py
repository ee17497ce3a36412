"""The contract 合同 between employer, training base and county: its words, and the Word template they stand in.

The template is an ordinary Word document with the marks of docxtpl. An office may take it (`contract_template`), change
it in Word and give it to the command. The text is our own, after the seeds (001 §6): order, training, delivery against
a signature, a month of training at the plant, a stamped roster, and money by the number of people on it. What it says
of labour law is 劳动合同法 articles 9, 10, 17 and 19.
"""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

BLANK = "________________"
PARTIES = (
    "甲方（用工企业）：{{ employer }}",
    "统一社会信用代码：{{ credit_code }}    地址：{{ employer_address }}    联系电话：{{ office_phone }}",
    "{%p if with_base %}",
    "乙方（培训基地）：{{ bases }}",
    "{%p endif %}",
    "{{ office }}（县级主管部门）：{{ county }}阳光工程办公室",
)
POSTS = (
    ("岗位", "{{ line.number }} {{ line.title }}"),
    ("职业（工种）", "{{ line.occupation }}"),
    ("人数", "{{ line.seats }}人"),
    ("工作地点", "{{ line.place }}"),
    ("到岗日期", "{{ line.start }}"),
    ("期限", "{{ line.months }}"),
    ("试用期", "{{ line.probation }}"),
)
"""Columns of the table of posts: heading and what stands in each row."""
ARTICLES = (
    (
        "一、岗位和人数",
        (
            "甲方按{{ kind }}（{{ sub_kind }}）向{{ office }}申报下列岗位，共{{ seats }}人，截止日期{{ deadline }}。",
            "TABLE",
        ),
    ),
    (
        "二、劳动报酬",
        (
            "{%p for line in lines %}",
            "岗位{{ line.number }}（{{ line.occupation }}）：{{ line.wage }}。",
            "{%p endfor %}",
            "甲方以货币形式按时足额支付工资，每月不少于一次，不低于当地最低工资标准。",
        ),
    ),
    (
        "三、食宿和工作条件",
        (
            "{%p for line in lines %}",
            "岗位{{ line.number }}：{{ line.living }}；工作时间：{{ line.hours }}；要求：{{ line.requirements }}。",
            "{%p endfor %}",
            "甲方提供符合国家规定的劳动安全卫生条件，依法参加社会保险。",
        ),
    ),
    (
        "四、培训",
        (
            "{% if training %}乙方按甲方的岗位要求组织培训和考核，合格者由甲方录用；培训费用由{{ payer }}承担；"
            "甲方提供：{{ brings }}。{% else %}"
            "本订单招收能直接上岗的人员，需要补充培训的由{{ all }}另行商定。{% endif %}",
            "任何一方不得向劳动者收取押金或者介绍费，不得扣押证件。",
        ),
    ),
    (
        "五、送达、签收和岗前培训",
        (
            "{% if with_base %}乙方和{% endif %}{{ office }}把合格人员送到甲方，甲方当场逐人签收。",
            "{% if trial_days %}到岗后进行{{ trial_days }}天的岗前培训；期满{% else %}到岗后{% endif %}"
            "甲方在名册上签字盖章，确认录用的人员。补助按盖章名册上的人数核算。",
            "甲方自用工之日起一个月内与劳动者订立书面劳动合同，试用期依法约定。",
        ),
    ),
    (
        "六、离岗、重新安置和补员",
        (
            "有人离岗，甲方在三日内报告并说明原因；{% if with_base %}乙方及其驻外机构先行重新安置，丙方协助"
            "{% else %}乙方负责重新安置{% endif %}。",
            "甲方需要补员的，{{ office }}从符合条件的人员中接续推荐。",
        ),
    ),
    (
        "七、跟踪和监督",
        (
            "{{ office }}在第一、第三、第六个月回访，甲方配合核实在岗情况；"
            "劳动者投诉的，{{ office }}二十四小时内答复并提出处理意见。",
            "拖欠工资的，{{ office }}停止受理甲方的新订单并移送劳动保障监察。",
        ),
    ),
    (
        "八、其他",
        (
            "变更须经{{ all }}书面同意；发生争议先行协商，协商不成的依法处理。备注：{{ remarks }}。",
            "本合同一式{{ copies }}份，{{ all }}各执一份，自{{ all }}签字盖章之日起生效。",
        ),
    ),
)
SIGN = "（盖章）：\n\n代表（签字）：\n\n日期：    年  月  日"
SIGNED = (f"甲方{SIGN}", f"乙方{SIGN}", "{% if with_base %}丙方" + SIGN + "{% endif %}")
TITLES = {"training": "用工培训合同", "hiring": "招工合同"}

KINDS = {"training": "培训订单", "hiring": "招工订单"}
SUB_KINDS = {
    "order_class": "订单班", "title_class": "冠名班", "apprenticeship": "学徒制", "investment_led": "招商引资配套",
    "seasonal": "季节性用工", "abroad": "境外就业", "ordinary": "一般招工",
}  # fmt: skip
PAYERS = {
    "employer": "甲方", "public": "财政资金", "labourer": "学员本人", "base": "乙方", "shared": "各方共同", "": BLANK,
}  # fmt: skip
BRINGS = {"premises": "场地", "equipment": "设备", "teachers": "师资"}
UNITS = {"month": "每月", "day": "每日", "hour": "每小时", "piece": "每件", "year": "每年"}
METHODS = {"month": "按月", "day": "按日", "hour": "按小时", "piece": "计件", "year": "按年", "mixed": "计时加计件"}
SEXES = {1: "男", 2: "女"}
NOT_IN_FORCE = {
    "draft": "草稿，未提交审核", "submitted": "待县里审核", "returned": "已退回修改", "cancelled": "订单已取消",
    "expired": "订单已过期",
}  # fmt: skip


def contract_template() -> bytes:
    """The template as a Word document."""
    document = Document()
    _set_page(document)
    title = document.add_paragraph("{{ title }}", style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("编号：{{ number }}{{ warning }}", *PARTIES):
        document.add_paragraph(text)
    for heading, paragraphs in ARTICLES:
        document.add_heading(heading, level=1)
        for text in paragraphs:
            _posts(document) if text == "TABLE" else document.add_paragraph(text)
    _signatures(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_page(document: Any) -> None:
    """A4, and Chinese type in every style that is used."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    for name, family, size in (("Normal", "仿宋", 12), ("Title", "黑体", 20), ("Heading 1", "黑体", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = family, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)


def _posts(document: Any) -> None:
    """The table of posts: a row each, between the two rows that docxtpl takes for the loop."""
    table = document.add_table(rows=0, cols=len(POSTS), style="Table Grid")
    loop = ("{%tr for line in lines %}", "{%tr endfor %}")
    rows = ([heading for heading, _ in POSTS], [loop[0]], [said for _, said in POSTS], [loop[1]])
    for texts in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text


def _signatures(document: Any) -> None:
    cells = document.add_table(rows=1, cols=len(SIGNED)).rows[0].cells
    for cell, party in zip(cells, SIGNED, strict=True):
        cell.text = party
