"""Every refusal that a service can raise is a sentence in both languages, with placeholders that exist."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.import_file import IMPORT_KINDS
from models.labourer import SITUATIONS
from models.order import ALL_SUB_KINDS, KINDS
from models.training_base import OWNERSHIPS
from models.user import ROLES
from models.workflow import MACHINES
from services.access import PERMISSIONS
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal
from services.sheets.headers import COLUMNS
from web import rule_words, words
from web.errors import in_language, sentence, status_of
from web.field_names import FIELDS
from web.sentences import SENTENCES

SERVICES = Path(__file__).parents[2] / "services"
MAKERS = {"Refusal", "RuleRefusal", "NotAllowed", "NotFound", "Flag", "flag", "flagged", "choose"}
POSITION = {"choose": 2, "flagged": 1}
GIVEN = {"field", "code", "suggestions"}


def raised() -> dict[str, set[str]]:
    """Every code that stands literally in a refusal or flag of services/, with all the params it may come with."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                params = {keyword.arg for keyword in node.keywords if keyword.arg}
                params |= {key.value for key in _keys(node)} | ({"text"} if node.func.id == "choose" else set())
                for code in _codes(node, POSITION.get(node.func.id, 0)):
                    found[code] |= params
    return found


def _keys(call: ast.Call) -> list[ast.Constant]:
    given = [argument for argument in call.args if isinstance(argument, ast.Dict)]
    return [key for each in given for key in each.keys if isinstance(key, ast.Constant)]


def _codes(call: ast.Call, position: int) -> list[str]:
    if len(call.args) <= position:
        return []
    argument = call.args[position]
    if isinstance(argument, ast.Subscript):  # a stored code, read back
        return []
    constants = [node for node in ast.walk(argument) if isinstance(node, ast.Constant)]
    return [each.value for each in constants if isinstance(each.value, str) and re.fullmatch(r"[a-z]\w+", each.value)]


def test_every_code_of_the_services_has_a_sentence() -> None:
    assert sorted(raised().keys() - SENTENCES.keys()) == []


def test_sentences_mention_only_what_the_refusal_carries() -> None:
    wrong = {
        code: missing
        for code, params in raised().items()
        if code in SENTENCES and (missing := set(re.findall(r"%\((\w+)\)s", SENTENCES[code])) - params - GIVEN)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "身份证号应为18位，现为17位"), ("en", "ID number must be 18 characters; it has 17")],
)
def test_a_refusal_is_a_sentence_without_any_request(language: str, said: str) -> None:
    with in_language(language):
        assert sentence(Refusal("id_wrong_length", field="id_number", length=17)) == said


def test_codes_in_params_are_words_of_the_readers_language() -> None:
    refusal = RuleRefusal("step_not_possible", state="draft", action="approve", possible=("submit", "cancel"))
    with in_language("zh"):
        assert sentence(refusal) == "现为“草稿”，可以办理：提交审核、取消"
    with in_language("en"):
        assert sentence(refusal) == "The state is “Draft” now; possible steps: Submit, Cancel"


def test_an_error_of_one_post_uses_the_label_of_its_field() -> None:
    with in_language("zh"):
        assert sentence(Refusal("missing", field="lines.2.seats")) == "请填写人数"


def test_suggestions_follow_the_sentence() -> None:
    refusal = Refusal("division_unknown", field="address", text="深川", suggestions=["广东省深圳市"])
    with in_language("zh"):
        assert sentence(refusal) == "地址“深川”查不到对应的行政区划。相近的有：广东省深圳市"


def test_each_kind_of_refusal_has_its_status() -> None:
    kinds = [Refusal, RuleRefusal, NotAllowed, NotFound]
    assert [status_of(kind("x")) for kind in kinds] == [422, 409, 403, 404]


def test_every_code_that_pages_show_has_a_word() -> None:
    known = {
        "role": ROLES,
        "right": PERMISSIONS,
        "kind": KINDS,
        "sub_kind": ALL_SUB_KINDS,
        "situation": SITUATIONS,
        "ownership": OWNERSHIPS,
        "import_kind": IMPORT_KINDS,
        "state": [state for machine in MACHINES.values() for state in machine.states],
        "action": [action for machine in MACHINES.values() for _, action in machine.moves],
    }
    missing = {table: set(codes) - set(words.TABLES[table]) for table, codes in known.items()}
    assert {table: codes for table, codes in missing.items() if codes} == {}


def test_every_rule_and_criterion_of_the_engine_has_a_word() -> None:
    from matching.rules import RULE_NAMES
    from matching.weights import CRITERIA

    assert set(RULE_NAMES) == set(rule_words.RULES) == set(rule_words.WHO_MAY_MEND)
    assert set(CRITERIA) == set(words.CRITERIA)


READERS = {"chosen", "needed_day", "sent_day", "sent_text", "sent_fen"}
"""Of what a form sends; they refuse by the name of the field that they are asked for."""


def fields_refused() -> Iterator[str]:
    """Every field that stands literally in a refusal whose sentence names it, or that a form is asked for by name."""
    for path in [*SERVICES.rglob("*.py"), *(SERVICES.parent / "web" / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in READERS:
                yield from (each.value for each in node.args[:1] if isinstance(each, ast.Constant))
            elif node.func.id in {"Refusal", "RuleRefusal"} and any(
                "%(field)s" in str(SENTENCES.get(code)) for code in _codes(node, 0)
            ):
                named = (each.value for each in node.keywords if each.arg == "field")
                yield from (each.value for each in named if isinstance(each, ast.Constant))


def test_a_refusal_names_its_field_by_the_label_and_not_by_the_name_in_the_program() -> None:
    assert sorted(set(fields_refused()) - FIELDS.keys()) == []


def test_every_column_of_a_sheet_has_a_label() -> None:
    fields = {column.field for columns in COLUMNS.values() for column in columns}
    assert sorted(fields - FIELDS.keys() - {"ignored"}) == []
