"""Lists made on files replay to the bit, whatever happened to the files since, and share what did not change."""

from itertools import pairwise
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from sqlalchemy import select, update

from matching.pool import Pool
from models.labourer import Labourer
from models.ranked_list import RankedEntry, RankedList, Snapshot, SnapshotBlock
from services import pool_blocks
from services.lists import replay
from services.orders import list_orders
from services.pool_blocks import blocks_of, cut, ranked_columns
from services.pool_builds import build
from services.pool_changes import keep_up
from services.pool_kinds import LABOURERS
from services.snapshot_store import pack, read_block, store_block, unpack
from tests.matching.strategies import pools
from tests.office import Office
from tests.placing import people, recruit


def an_order(office: Office) -> str:
    recruit(office, "永兴制衣厂")
    with office.database.reading() as session:
        return list_orders(session, actor=office.actor)[0].public_id


def build_people(office: Office) -> None:
    assert build(office.database, office.folder, LABOURERS, now=lambda: office.at)


def entries(office: Office, list_id: str) -> list[tuple[int | None, int, list[int]]]:
    query = select(RankedEntry.labourer_id, RankedEntry.score, RankedEntry.points).join(RankedList)
    with office.database.reading() as session:
        rows = session.execute(query.where(RankedList.public_id == list_id).order_by(RankedEntry.position))
        return [(row.labourer_id, row.score, row.points) for row in rows]


def replays(office: Office, list_id: str) -> bool:
    with office.database.reading() as session:
        return bool(replay(session, list_id, actor=office.actor)["same"])


def blocks(office: Office) -> set[str]:
    with office.database.reading() as session:
        return set(session.scalars(select(SnapshotBlock.hash)))


def test_a_list_made_on_files_is_the_list_of_the_database_and_replays(office: Office) -> None:
    li, *_ = people(office, 5)
    order = an_order(office)
    plain = office.rank(order)
    build_people(office)
    on_base = office.rank(order)
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id == li).values(wage_floor=900_000))
    changed = office.rank(order)
    keep_up(office.database, office.folder, at=office.at)
    on_overlay = office.rank(order)
    build_people(office)
    assert entries(office, plain) == entries(office, on_base)
    assert entries(office, changed) == entries(office, on_overlay) == entries(office, office.rank(order))
    assert entries(office, plain) != entries(office, changed)
    assert all(replays(office, each) for each in (plain, on_base, changed, on_overlay))


def test_a_list_of_nobody_replays(office: Office) -> None:
    people(office, 1)
    order = an_order(office)
    build_people(office)
    with office.database.writing() as session:
        session.execute(update(Labourer).values(home_code=440303000000))
    keep_up(office.database, office.folder, at=office.at)
    assert replays(office, office.rank(order))


def test_a_list_stored_before_there_were_files_replays(office: Office) -> None:
    """Its blocks are runs of rows, without the columns that came later."""
    people(office, 5)
    stored = office.rank(an_order(office))
    with office.database.writing() as session:
        kept = session.scalars(select(RankedList).where(RankedList.public_id == stored)).one()
        manifest = session.get_one(Snapshot, kept.snapshot).manifest
        old = unpack(read_block(session, manifest["pool"][0]))
        assert "categories.offsets" not in old
        pool = Pool.from_columns(old)
        halves = [ranked_columns(pool.part(start, stop)) for start, stop in ((0, 2), (2, 5))]
        manifest = {**manifest, "pool": [store_block(session, pack(half)) for half in halves]}
        session.add(Snapshot(hash="0" * 64, manifest=manifest, made_at=office.at))
        session.flush()
        kept.snapshot = "0" * 64
    assert replays(office, stored)


def test_the_same_list_again_stores_nothing_and_a_change_stores_who_changed(office: Office) -> None:
    li, *_ = people(office, 5)
    order = an_order(office)
    build_people(office)
    office.rank(order)
    before = blocks(office)
    office.rank(order)
    assert blocks(office) == before
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id == li).values(wage_floor=900_000))
    office.rank(order)
    new = blocks(office) - before
    assert len(new) == 2
    with office.database.reading() as session:
        read = [unpack(read_block(session, each)) for each in new]
    assert sorted(len(each.get("rows", each.get("tie", []))) for each in read) == [1, 1]


def in_order(pool: Pool) -> Pool:
    return pool.take(np.lexsort((pool.tie, pool.home)))


@settings(max_examples=25)
@given(pools(most=30))
def test_whoever_comes_or_goes_changes_no_block_but_their_own(pool: Pool) -> None:
    with patch.multiple(pool_blocks, ABOUT=4, MOST=1_000):
        whole = in_order(pool)
        edges = cut(whole)
        assert edges[0] == 0
        assert edges[-1] == len(whole)
        assert all(len(set((whole.home[a:b] // 10**6).tolist())) == 1 for a, b in pairwise(edges.tolist()))
        for row in range(len(whole)):
            without = whole.take(np.delete(np.arange(len(whole)), row))
            assert len(hashes(without) - hashes(whole)) <= 1


def hashes(pool: Pool) -> set[bytes]:
    found = blocks_of(pool)["blocks.hash"].reshape(-1, 32)
    return {each.tobytes() for each in found}
