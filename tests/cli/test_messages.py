"""Messages by commands alone."""

from tests.cli.conftest import Ask, Run
from tests.office import Office
from tests.posting import Box, messages, news, post


def test_messages_are_listed_and_taken_back(office: Office, ask: Ask, run: Run) -> None:
    news(office, 2)
    first, second = (each.public_id for each in messages(office))
    [_, listed] = ask("messages", "list")
    assert (listed["id"], listed["state"], listed["phone"]) == (first, "going", "186****1402")
    assert "Going out" in run("messages", "list").stdout
    assert {each["id"]: each["state"] for each in ask("messages", "take-back", first)}[first] == "taken_back"
    assert run("messages", "take-back", first).exit_code == 1
    post(office, Box())
    assert [each["id"] for each in ask("messages", "list", "--state", "sent")] == [second]
    assert run("messages", "again", second).exit_code == 1
    assert run("messages", "list", "--state", "lost").exit_code == 2


def test_letters_are_marked_as_printed(office: Office, ask: Ask) -> None:
    news(office, phone=None)
    post(office, Box())
    [letter] = ask("messages", "list", "--state", "to_print")
    assert ask("messages", "printed", letter["id"]) == []
