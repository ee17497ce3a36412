"""What people write for certificates, categories and skills, and what is not taken for them."""

import pytest
from sqlalchemy import select

from models.db import Database
from models.labourer import LabourerCertificate
from services.orders import list_orders
from services.pinyin import spelling
from services.sheets.fields.situations import read_categories
from services.words import Entry, WordList, vocabulary
from tests.office import SANDU, Office, id_number

NOT_HELD = ("没有焊工证", "无焊工证，想考", "焊工证（已过期）", "焊工证2020年到期", "准备考焊工证", "月嫂上岗证")


def test_a_certificate_that_somebody_lacks_is_not_entered(office: Office, database: Database) -> None:
    header = ["姓名", "身份证号", "家庭住址", "证书"]
    rows = [
        ["李秀英", id_number(sequence=f"{number}1"), "三都县大河镇", text]
        for number, text in enumerate([*NOT_HELD, "焊工证", "有电焊工证"], start=10)
    ]
    file = office.load("labourers", office.sheet("papers.csv", header, rows), division=SANDU)
    assert (file.rejected, file.flagged) == (0, len(NOT_HELD))
    with database.reading() as session:
        assert len(session.scalars(select(LabourerCertificate.certificate_id)).all()) == 2


@pytest.mark.parametrize("text", ["无残疾", "非残疾人", "不是退役军人", "没有残疾"])
def test_a_category_that_somebody_is_not_of_is_not_entered(text: str) -> None:
    assert read_categories(text).value == ()


def test_the_categories_somebody_is_of_are_entered() -> None:
    assert read_categories("残疾人、退役军人").value == ("disabled", "veteran")


def test_no_word_means_nothing(database: Database) -> None:
    with database.reading() as session:
        words = vocabulary(session)
    assert words.occupations.link("", 1).entry is None
    assert words.skills.link("　", 1).entry is None


def test_an_order_that_names_no_skill_asks_for_those_of_its_occupation(office: Office, database: Database) -> None:
    header = ["用工企业", "工种", "人数", "工作地点", "月工资", "到岗时间"]
    sheet = office.sheet("sewing.csv", header, [["永兴制衣厂", "缝纫工", "40", "三都县", "4000", "2027-03-01"]])
    assert office.load("orders", sheet).created == 1
    with database.reading() as session:
        asked = {entry.name for entry in vocabulary(session).skills.entries if entry.id in _asked(office)}
    assert asked == {"服装缝制"}


def _asked(office: Office) -> set[int]:
    with office.database.reading() as session:
        [order] = list_orders(session, actor=office.actor)
        return {skill.skill_id for line in order.lines for skill in line.skills}


@pytest.mark.parametrize(
    ("occupation", "asked"),
    [
        ("6-06-03-01", "SK-WOOD"),  # joiners: not packing, which makes crates
        ("6-18-01-11", "SK-PRESS"),  # riveters
    ],
)
def test_of_families_with_as_many_skills_the_nearest_in_the_classification_is_asked_for(
    database: Database, occupation: str, asked: str
) -> None:
    with database.reading() as session:
        words = vocabulary(session)
        ids = {entry.code: entry.id for entry in (*words.occupations.entries, *words.skills.entries)}
        assert words.skills_of(ids[occupation]) == [ids[asked]]


def test_any_name_of_a_trade_is_found_by_pinyin_and_initials() -> None:
    """The whole spelling before a longer one, the own name before another; a character with two readings by each."""
    welder, wirer, tuner = (
        Entry(number, f"{number}", name, "", *spelling(name))
        for number, name in enumerate(("焊工", "电焊机装配工", "设备调整工"), start=1)
    )
    words = WordList((welder, wirer, tuner), [("电焊", 1), ("调机", 3)])
    found = {typed: [entry.name for entry, _ in words.suggest(typed)] for typed in ("dianhan", "dh", "tiaoji", "diaoj")}
    assert found == {"dianhan": ["焊工", "电焊机装配工"], "dh": ["焊工", "电焊机装配工"], "tiaoji": ["设备调整工"],
                     "diaoj": ["设备调整工"]}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "occupation"),
    [
        ("sewing", "缝纫工"),
        ("electronics assembly", "电子设备装接工"),
        ("Welders", "焊工"),
        ("fork lift driver", "起重装卸机械操作工"),
        ("TIG welding", "焊工"),
        ("care worker", "养老护理员"),
    ],
)
def test_the_usual_english_word_of_a_trade_is_understood(database: Database, text: str, occupation: str) -> None:
    with database.reading() as session:
        found = vocabulary(session).occupations.link(text, 1)
    assert found.entry is not None
    assert (found.entry.name, found.sure) == (occupation, True)


@pytest.mark.parametrize(
    ("text", "near"), [("weldr", ["Welder"]), ("carpenter", ["Woodworker", "Concrete worker"]), ("qwerty", [])]
)
def test_an_english_word_that_may_mean_several_or_none_is_asked_about(
    database: Database, text: str, near: list[str]
) -> None:
    with database.reading() as session:
        words = vocabulary(session)
    assert words.occupations.link(text, 1).entry is None
    assert words.occupations.link(text, 1).suggestions == near


def test_a_word_of_latin_letters_in_a_chinese_register_is_read_as_before(database: Database) -> None:
    with database.reading() as session:
        found = vocabulary(session).skills.link("Photoshop2019", 1)
    assert found.entry is not None
    assert found.entry.code == "SK-OFFICE-DESIGN"


def test_what_is_not_alike_is_not_suggested(database: Database) -> None:
    with database.reading() as session:
        words = vocabulary(session)
    for text in ("qwerty", "啊啊啊", "abc公司"):
        assert words.occupations.suggest(text) == []
    assert words.skills.suggest("总统") == []
    assert [entry.name for entry, _ in words.occupations.suggest("扫地")] == ["保洁员"]
    assert "电子设备调试工" in [entry.name for entry, _ in words.occupations.suggest("电子")]
