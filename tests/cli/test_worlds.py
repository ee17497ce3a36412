"""`sunmatch world`: any size into an empty database, and its refusals."""

from tests.cli.conftest import Ask, Run


def test_a_world_is_counted_in_json_and_fills_only_an_empty_database(ask: Ask, run: Run) -> None:
    counts = ask("world", "--labourers", "300", "--orders", "6", "--seed", "3")
    assert list(counts) == ["labourers", "employers", "orders", "seats", "bases", "seconds"]
    assert (counts["labourers"], counts["orders"], counts["bases"]) == (300, 6, 8)
    again = run("world", "--labourers", "10")
    assert again.exit_code == 1
    assert "a world fills an empty one" in again.stderr
    orders = ask("orders", "list")
    assert len(orders) == 6
    open_order = next(order["id"] for order in orders if order["state"] == "open")
    assert ask("rank", "--order", open_order, "--top", "3")["pool"] == 300


def test_a_county_of_the_documents_is_not_sized_by_hand(run: Run) -> None:
    assert run("world", "--name", "dazu", "--labourers", "10").exit_code == 2
    assert "Did you mean" in run("world", "--name", "dazhu").stderr
