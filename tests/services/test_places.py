"""A place found among the best alone is the place among everyone, and so is every place that a change would lead to."""

from sqlalchemy import update

from matching.changes import ways_into, would_help
from matching.explain import explain, single
from matching.rank import place_in, standing_of_parts
from matching.weights import DEFAULT
from models.labourer import Labourer
from services.line_rows import load_posts
from services.places import place_among
from services.pools import open_pool
from services.snapshot import days
from services.words import vocabulary
from tests.office import SANDU, Office
from tests.placing import people, recruit
from tests.pooling import build_all, write

TOPS = (2, 5)


def test_few_of_the_best_tell_the_same_places_as_everyone(office: Office) -> None:
    ids = people(office, 12)
    post = recruit(office, "永兴制衣厂", wage="3400-3600")
    for number, each in enumerate(ids):  # some alike, who stand by their tie; the wages asked spread the others
        write(office, update(Labourer).where(Labourer.id == each).values(wage_floor=(300_000 + number // 2 * 20_000)))
    build_all(office)
    write(office, update(Labourer).where(Labourer.id == ids[3]).values(situation="placed"))
    write(office, update(Labourer).where(Labourer.id == ids[8]).values(wage_floor=300_000))
    with office.database.reading() as session:
        pool, lines = open_pool(session, SANDU), load_posts(session, lambda owner: owner == post).table
        assert pool.parts[0].index is not None
        nearness, day = vocabulary(session).nearness(session), days(office.at.date())
    known = (nearness, DEFAULT, day)
    everyone, places, looked_at = standing_of_parts(pool.parts, lines, nearness, DEFAULT, 0, day), [], set()
    for each in ids:
        part, row = pool.at(pool.rows_of([each]).tolist()[0])
        result, pair = explain(part, lines, nearness, DEFAULT, row, 0, day), single(part, lines, row, 0)
        score = result.score if result.eligible else None
        stand, place = place_among(pool, lines, *known, pair, score, TOPS)
        assert place == (None if score is None else place_in(everyone, pair, score))
        one, other = (would_help(part, lines, nearness, DEFAULT, row, 0, day, among) for among in (stand, everyone))
        assert one == other
        assert ways_into(pair, *known, stand, first=3) == ways_into(pair, *known, everyone, first=3)
        places.append(place)
        looked_at.add(len(stand.rows) < len(everyone.rows))
    assert (places[3], looked_at) == (None, {True, False})
    assert sorted(place for place in places if place) == list(range(1, 12))
