"""Polars for the benchmark of ranking: columnar frames of its own, lazy, all threads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import polars as pl

from benchmarks.rank_tables import SPARE, Question, child_columns, flat_columns
from matching.pool import Pool
from matching.weights import CRITERIA, DEFAULT, ONE

w = DEFAULT


class Opened:
    """A pool in frames."""

    def __init__(self, pool: Pool) -> None:
        tables = {"labourer": flat_columns(pool), **child_columns(pool)}
        self.frames = {name: pl.DataFrame(columns) for name, columns in tables.items()}

    def prepare(self, question: Question) -> Callable[[], list[tuple[int, int]]]:
        """Make the look-up frames of a question; what is timed afterwards."""
        given = {name: pl.DataFrame(columns) for name, columns in question.tables.items()}
        given["gain"] = given["gain"].cast({"skill": pl.Int32, "height": pl.Int16})
        given["occupation"] = given["occupation"].cast({"occupation": pl.Int32})

        def best() -> list[tuple[int, int]]:
            return self._best(question, given).collect().rows()

        return best

    def _best(self, question: Question, given: dict[str, pl.DataFrame]) -> pl.LazyFrame:
        eligible = self._eligible(question).cache()
        ids = eligible.select("id")
        joined = eligible.join(given["home"].lazy(), on="home")
        for frame in self._looked_up(question, given, ids):
            joined = joined.join(frame, on="id", how="left")
        score = sum(
            (question.numbers[f"points_{name}"] * each // ONE for name, each in _fractions(question).items()), pl.lit(0)
        )
        scored = joined.select("id", "waiting_since", score.alias("score"))
        return scored.sort(["score", "waiting_since"], descending=[True, False]).head(SPARE).select("id", "score")

    def _eligible(self, question: Question) -> pl.LazyFrame:
        n, line, c = question.numbers, question.line, pl.col
        people = self.frames["labourer"].lazy()
        for number in question.licences:
            papers = self.frames["certificates"].lazy()
            holders = papers.filter((c("certificate") == number) & (c("expires") >= n["day"])).select("id")
            people = people.join(holders, on="id", how="semi")
        people = people.filter(
            (c("state") < 3) & c("consented") & (c("birth") <= min(n["of_age"], n["old_enough"]))
            & (c("education") >= line.education_min) & (c("available_from") <= n["free_by"])
            & ((c("range") != 1) | (c("home") // 1_000_000 == n["county"]))
        )  # fmt: skip
        barred = self.frames["barred"].lazy().filter(c("employer") == line.employer).select("id")
        return people.join(barred, on="id", how="anti")

    def _looked_up(self, question: Question, given: dict[str, pl.DataFrame], ids: pl.LazyFrame) -> list[pl.LazyFrame]:
        c = pl.col
        gain, occupation = given["gain"].lazy(), given["occupation"].lazy()
        skills = self.frames["skills"].lazy().join(gain, on=["skill", "height"]).join(ids, on="id", how="semi")
        best = skills.group_by("id", "need").agg((c("value") * c("weight")).max())
        near = occupation.filter(c("near") >= w.experience_near)
        worked = self.frames["experience"].lazy().join(near, on="occupation").join(ids, on="id", how="semi")
        rank = c("rank").cast(pl.Int64).replace_strict(
            dict(enumerate(w.wish_ranks[:-1], start=1)), default=w.wish_ranks[-1], return_dtype=pl.Int64
        )  # fmt: skip
        wished = self.frames["wishes"].lazy().join(occupation, on="occupation").join(ids, on="id", how="semi")
        fits = self.frames["wanted"].lazy().join(given["place"].lazy(), on="division").join(ids, on="id", how="semi")
        branch = self.frames["industries"].lazy().filter(c("industry") == question.line.industry)
        return [
            best.group_by("id").agg(c("value").sum().alias("total")),
            worked.group_by("id").agg((c("near") * c("months").cast(pl.Int64)).sum().alias("counted")),
            wished.group_by("id").agg((c("near") * rank // ONE).max().alias("best_wish")),
            fits.group_by("id").agg(c("fit").max()),
            branch.select("id").unique().with_columns(pl.lit(True).alias("hit")),
        ]


def _fractions(question: Question) -> dict[str, pl.Expr]:
    n, line, c = question.numbers, question.line, pl.col
    total, counted = c("total").fill_null(0), c("counted").fill_null(0)
    away = (c("range") == 2) & (c("home") // 1_000_000 != n["county"])
    place = (
        pl.when(c("place_named")).then(c("fit").fill_null(0)).when(c("range") == 0).then(w.place_anywhere)
        .when(away).then(w.place_away).otherwise(0)
    )  # fmt: skip
    lived = pl.when(c("range") == 2).then(c("lived") * w.lived_when_away // ONE).otherwise(c("lived"))
    hit = pl.when(c("hit").fill_null(False)).then(w.wish_industry).otherwise(0)
    stated = pl.max_horizontal(c("best_wish").fill_null(0), hit)
    ratio = n["offer"] * ONE // pl.max_horizontal(c("wage_floor"), 1)
    below = pl.max_horizontal(ratio - w.wage_zero_ratio, 0) * w.wage_at_floor // (ONE - w.wage_zero_ratio)
    above = w.wage_at_floor + (ONE - w.wage_at_floor) * (pl.min_horizontal(ratio, w.wage_full_ratio) - ONE) // (
        w.wage_full_ratio - ONE
    )
    wage = pl.when(c("wage_floor") == 0).then(w.wage_no_floor).when(ratio < ONE).then(below).otherwise(above)
    missing = c("wants_board").cast(pl.Int64) * (0 if line.board else w.board_missing)
    missing += c("wants_lodging").cast(pl.Int64) * (0 if line.lodging else w.lodging_missing)
    clash = (c("busy_months") & line.months).bitwise_count_ones().cast(pl.Int64)
    values = (
        n["given"] + (ONE - n["given"]) * (total // n["weight"]) // ONE,
        pl.min_horizontal(counted, w.experience_full * ONE) // w.experience_full,
        pl.max_horizontal(lived, place),
        pl.when(c("wishes_stated")).then(stated).otherwise(w.wish_unstated),
        pl.max_horizontal(wage - missing, 0),
        pl.max_horizontal(ONE - clash * w.month_cost, 0),
    )
    return dict(zip(CRITERIA, (each.cast(pl.Int64) for each in values), strict=True))


@contextmanager
def opened(pool: Pool) -> Iterator[Opened]:
    """The pool in frames."""
    yield Opened(pool)
