"""`sunmatch world`: any size into an empty database, and its refusals."""

from models.db import Database
from services.worlds import finish_world, loaded_at, mark_synthetic
from tests.cli.conftest import Ask, Run
from tests.moments import NOW


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


def test_a_world_whose_loading_was_cut_short_is_never_taken_for_a_whole_one(run: Run, database: Database) -> None:
    with database.writing() as session:
        mark_synthetic(session, "world 1", at=NOW)
    for command in (["world"], ["world", "--name", "dazu"], ["demo", "--no-browser"]):
        refused = run(*command)
        assert refused.exit_code == 1
        assert "its loading was cut short" in refused.stderr
        assert "--home or --db" in refused.stderr
    with database.writing() as session:
        finish_world(session, "world 1", at=NOW)
    with database.reading() as session:
        assert loaded_at(session, "world 1") == NOW
        assert loaded_at(session, "dazu") is None
