"""The contract opens in Word and says what the order says, with amounts in capitals; capitals read back."""

from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from models.county_rules import CountyRules
from models.employer import Employer
from models.order import Order
from services.capital_amounts import DIGITS, in_capitals
from services.contract_texts import contract_template
from services.contracts import contract_of
from services.errors import NotFound
from tests.office import SANDU, Office

POST = (
    "深圳市<爱德康>&珠宝",
    "缝纫工",
    "96",
    "缝纫",
    "深圳市龙岗区",
    "4000-6000",
    "是",
    "2027-03-01",
    "12个月",
    "招工",
)


def read(content: bytes) -> str:
    """All that stands in a document, tables too."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


@pytest.fixture
def order(office: Office) -> Order:
    return office.order(office.orders(POST)[0])


def test_it_names_the_parties_posts_heads_and_wages(office: Office, order: Order) -> None:
    with office.database.reading() as session:
        said = read(contract_of(session, order.public_id, actor=office.actor).content)
    for text in (order.employer.name, "三都水族自治县", "缝纫工", "96人", "2027年3月1日", "12个月", order.public_id):
        assert text in said
    assert "每月4,000元至6,000元（人民币肆仟元整至人民币陆仟元整）" in said
    assert "提供伙食（折合每月600元，人民币陆佰元整）" in said
    assert "草稿，未提交审核" in said
    assert "{" not in said and "}" not in said


def test_a_hiring_order_is_between_the_firm_and_the_county_alone(office: Office, order: Order) -> None:
    with office.database.writing() as session:
        firm = session.get_one(Employer, order.employer_id)
        firm.phone, firm.office_phone = "13812345678", None
        session.merge(CountyRules(county_code=SANDU, trial_days=0))
    said = contract(office, order)
    assert said.startswith("招工合同\n")
    for text in (
        "乙方（县级主管部门）：贵州省",
        "招工订单（一般招工）",
        "联系电话：13812345678",
        "一式两份，双方",
        "到岗后甲方在名册上",
    ):
        assert text in said
    for text in ("丙方", "培训基地", "三方", "0天"):
        assert text not in said


def test_a_training_order_is_between_three(office: Office) -> None:
    said = contract(office, office.order(office.orders((*POST[:9], "培训"))[0]))
    assert said.startswith("用工培训合同\n")
    for text in (
        "乙方（培训基地）：____",
        "丙方（县级主管部门）：贵州省",
        "一式三份，三方",
        "丙方（盖章）",
        "30天的岗前培训",
    ):
        assert text in said


def contract(office: Office, order: Order) -> str:
    with office.database.reading() as session:
        return read(contract_of(session, order.public_id, actor=office.actor).content)


def test_an_approved_order_is_not_called_a_draft(office: Office, order: Order) -> None:
    office.approve(order.public_id)
    with office.database.reading() as session:
        assert "签字无效" not in read(contract_of(session, order.public_id, actor=office.actor).content)


def test_an_office_may_change_the_words(office: Office, order: Order) -> None:
    document = Document(BytesIO(contract_template()))
    document.add_paragraph("另：{{ employer }}自备车辆接送{{ seats }}人。")
    file = BytesIO()
    document.save(file)
    with office.database.reading() as session:
        said = read(contract_of(session, order.public_id, actor=office.actor, template=file.getvalue()).content)
    assert f"另：{order.employer.name}自备车辆接送" in said


def test_an_order_that_does_not_exist_has_none(office: Office) -> None:
    with office.database.reading() as session, pytest.raises(NotFound):
        contract_of(session, "nothing", actor=office.actor)


@pytest.mark.parametrize(("fen", "said"), [
    (0, "零元整"), (1, "壹分"), (50, "伍角整"), (168_032, "壹仟陆佰捌拾元叁角贰分"), (32_504, "叁佰贰拾伍元零肆分"),
    (1_640_902, "壹万陆仟肆佰零玖元零贰分"), (140_950, "壹仟肆佰零玖元伍角整"), (10_700_053, "壹拾万柒仟元伍角叁分"),
    (600_714_000, "陆佰万柒仟壹佰肆拾元整"), (10**10, "壹亿元整"), (10**10 + 100, "壹亿零壹元整"),
])  # fmt: skip
def test_amounts_in_capitals(fen: int, said: str) -> None:
    assert in_capitals(fen) == f"人民币{said}"


@given(st.integers(0, 10**18 - 1))
def test_capitals_read_back_as_the_amount(fen: int) -> None:
    assert read_capitals(in_capitals(fen).removeprefix("人民币").removesuffix("整")) == fen


def read_capitals(text: str) -> int:
    whole, _, rest = text.rpartition("元")
    jiao, _, small = rest.rpartition("角")
    return 100 * read_number(whole) + 10 * digit(jiao) + digit(small.removesuffix("分"))


def digit(text: str) -> int:
    return DIGITS.index(text[-1]) if text else 0


def read_number(text: str) -> int:
    """The twin: units multiply what stands before them, the great ones all that was read."""
    total, group, last = 0, 0, 0
    for letter in text.replace("万亿", "兆"):
        if letter in DIGITS:
            last = DIGITS.index(letter)
        elif letter in "拾佰仟":
            group, last = group + last * {"拾": 10, "佰": 100, "仟": 1000}[letter], 0
        else:
            total, group, last = total + (group + last) * {"万": 10**4, "亿": 10**8, "兆": 10**12}[letter], 0, 0
    return total + group + last


def test_what_is_no_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="capitals"):
        in_capitals(-1)
