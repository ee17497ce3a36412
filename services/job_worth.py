"""What a job is worth a month as the engine counts it: the wage one can count on, with board and lodging."""

from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.lines import Lines, worth
from models.order import OrderLine
from models.placement import Placement
from services.line_rows import load_posts
from services.pool_views import Held, Posts
from services.weights_in_force import by_weights


def worth_of_posts(session: Session, posts: Held[Lines, Posts]) -> Ints:
    """Fen a month of each post, by the weights of the county of its order."""
    found = np.zeros(len(posts), np.int64)
    for weights, rows in by_weights(session, posts.keys.region):
        found[rows] = worth(posts.table.take(rows), weights)
    return found


def worth_of_job(session: Session, placement: Placement) -> int:
    """Fen a month of a placement: of its wage, where another one was agreed than the post says; else as its post."""
    line = session.get(OrderLine, placement.line_id) if placement.line_id is not None else None
    if line is None:
        return placement.wage_month
    posts = load_posts(session, lambda owner: owner == line.id)
    if placement.wage_month != (line.wage_month_min or line.wage_month_max):
        agreed = np.array([placement.wage_month], np.int64)
        posts = replace(posts, table=replace(posts.table, wage_min=agreed, wage_max=agreed))
    return int(worth_of_posts(session, posts)[0])
