"""Orders from the sheet to the ranked list, by commands alone."""

from docx import Document

from services.worlds import mark_synthetic
from tests.cli.conftest import Ask, Run
from tests.office import Office, id_number

ORDER = ("爱德康首饰厂", "首饰工", "2", "", "广东省深圳市罗湖区", "5000-6500", "包吃住", "2027-03-01", "", "招聘")
WORDS = {
    "zh": ["愿意到广东省深圳市罗湖区工作，离家约742公里", "接受每月"],
    "en": ["agree to work in 广东省深圳市罗湖区, about 742 km from home", "accept ¥"],
}


def filed(office: Office, ask: Ask) -> str:
    sheet = office.sheet("firms.csv", ("企业名称", "地址"), [("爱德康首饰厂", "广东省深圳市罗湖区")])
    ask("import", "employers", sheet, "--division", "三都县")
    return office.orders(ORDER)[0]


def test_an_order_goes_from_draft_to_approved(office: Office, ask: Ask) -> None:
    order = filed(office, ask)
    assert [each["state"] for each in ask("orders", "list")] == ["draft"]
    assert ask("orders", "submit", order)["state"] == "submitted"
    returned = ask("orders", "return", order, "--note", "工资写清楚")
    assert (returned["state"], returned["steps"][-1]["note"]) == ("returned", "工资写清楚")
    ask("orders", "submit", order)
    shown = ask("orders", "approve", order)
    assert set(shown) >= {"id", "state", "kind", "employer", "lines"}
    assert set(shown["lines"][0]) >= {"id", "occupation", "seats", "taken"}
    assert ask("orders", "list", "--state", "approved")[0]["id"] == order


def test_a_step_that_a_rule_refuses_exits_1_with_the_sentence(office: Office, ask: Ask, run: Run) -> None:
    order = filed(office, ask)
    result = run("orders", "approve", order, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Draft" in result.stderr


def test_returning_an_order_without_a_reason_exits_1(office: Office, ask: Ask, run: Run) -> None:
    order = filed(office, ask)
    ask("orders", "submit", order)
    assert run("orders", "return", order).exit_code == 1


def test_the_contract_of_an_order_is_written_as_a_word_document(office: Office, ask: Ask, run: Run) -> None:
    order, file = filed(office, ask), office.folder / "contract.docx"
    assert ask("orders", "contract", order, file) == {"order": order, "file": str(file.resolve())}
    assert "爱德康首饰厂" in "".join(each.text for each in Document(str(file)).paragraphs)
    assert run("orders", "contract", "NOSUCHORDER", str(office.folder / "other.docx")).exit_code == 2


def test_an_actor_without_the_right_exits_1(office: Office, ask: Ask, run: Run) -> None:
    order = filed(office, ask)
    ask("orders", "submit", order)
    office.user("auditor", "auditor")
    result = run("orders", "approve", order, "--as", "auditor")
    assert result.exit_code == 1
    assert ask("orders", "show", order)["state"] == "submitted"


def test_an_order_that_does_not_exist_exits_2(run: Run) -> None:
    result = run("orders", "show", "NOSUCHORDER")
    assert result.exit_code == 2
    assert "NOSUCHORDER" in result.stderr


def test_a_list_is_ranked_explained_and_replayed(office: Office, ask: Ask, run: Run) -> None:
    order = filed(office, ask)
    office.people(
        ("李秀英", id_number(), "13812345678", "三都县大河镇板告村", "初中", "首饰制作", "首饰工", "深圳市"),
        ("王建国", id_number(sequence="033"), "13912345678", "三都县大河镇板告村", "初中", "电焊"),
    )
    office.approve(order)
    ranked = ask("rank", "--order", order, "--top", "5", "--at", "2027-02-01")
    assert (ranked["pool"], ranked["order"], len(ranked["list"])) == (2, order, 2)
    best = ranked["list"][0]
    assert abs(best["score"] - sum(each["points"] for each in best["criteria"])) < 1e-6
    assert set(best["criteria"][0]) >= {"name", "required", "actual", "weight", "points"}
    pair = ask("why", "--order", order, "--labourer", best["labourer"], "--at", "2027-02-01")
    assert (pair["score"], pair["rank"], pair["eligible"]) == (best["score"], 1, True)
    openings = ask("openings", "--labourer", best["labourer"], "--at", "2027-02-01")
    assert [each["score"] for each in openings] == [best["score"]]
    assert ask("replay", ranked["list_id"])["same"] is True
    assert "一致" in run("replay", ranked["list_id"], "--lang", "zh").stdout


def test_what_would_help_is_said_in_words(office: Office, ask: Ask, run: Run) -> None:
    order = filed(office, ask)
    office.people(("王建国", id_number(sequence="033"), "13912345678", "三都县大河镇", "初中", "电焊", "", "", "9000"))
    person = ask("labourers", "list")[0]["id"]
    codes = {each["change"] for each in ask("why", "--order", order, "--labourer", person)["would_help"]}
    assert {"accept_place", "lower_wage_floor"} <= codes
    said = {
        language: run("why", "--order", order, "--labourer", person, "--lang", language).stdout for language in WORDS
    }
    assert {language: [word for word in words if word in said[language]] for language, words in WORDS.items()} == WORDS
    assert not [code for code in codes if code in said["zh"] + said["en"]]
    assert ("Jewellery" in said["en"], "饰品制作" in said["en"]) == (True, False)


def test_people_get_tables_with_the_points(office: Office, ask: Ask, run: Run) -> None:
    order = filed(office, ask)
    office.people(("李秀英", id_number(), "13812345678", "三都县大河镇", "初中", "首饰制作"))
    office.approve(order)
    said = run("rank", "--order", order).stdout
    assert "李秀英" in said
    assert "Skill" in said
    assert "2027-03-01" not in run("orders", "list").stderr
    assert run("orders", "list").stdout.count(order) == 1


def test_results_of_an_invented_world_say_so_beside_the_answer(office: Office, ask: Ask, run: Run) -> None:
    filed(office, ask)
    assert "Made-up data" not in run("orders", "list").stderr
    with office.database.writing() as session:
        mark_synthetic(session, "sandu", at=office.at)
    told = run("orders", "list")
    assert "Made-up data" in told.stderr
    assert "Made-up data" not in told.stdout
