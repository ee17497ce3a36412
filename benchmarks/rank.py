"""How fast the best of a pool are found for an order, beside Polars, DuckDB and PostgreSQL over the same rows.

    python -m benchmarks.rank --labourers 1000000 --json
    python -m benchmarks.rank --labourers 10000000 --peers polars,duckdb --json

The pool is synthetic (`benchmarks/people.py`). Each question asks for the 50 best of everyone under all rules and all
criteria; all must give the same 50 in the same order (`same_answer`). Ours times `rank_parts` on an opened pool with
its index, and reports apart how long the index took, and as `counted_ms` how long the list takes when it also counts
for everyone which rules refuse them, which no peer is asked. `ours_ms`, `polars_ms`, `duckdb_ms` and `postgres_ms` are
of the typical question, and every question's are under `questions`: medians of `--runs`, or of as many more as a second
holds. The peers are written as their experts would: people ruled out first, nearness as look-up tables made per
question before the clock starts, integer arithmetic.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.machine import machine
from benchmarks.people import AT_DAY, QUESTIONS, ask, dictionary, draw_pool
from benchmarks.rank_tables import Answer, Question, question_of, with_ties_broken
from matching.engine import cores, in_threads
from matching.index import build_index
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part, whole
from matching.pool import Pool
from matching.rank import openings, rank, rank_parts
from matching.weights import DEFAULT

TOP = 50
UNNAMED = {"sex", "abroad", "predicted_stay", "categories"}
"""Columns that none of the questions names; certificates are named where a licence is asked for."""


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Median milliseconds of `runs` runs after a warm-up, or of as many more as a second holds (nine of a millisecond
    would tell of one moment of the machine), and what the last one gave."""
    result, taken = work(), []
    while len(taken) < runs or sum(taken) < 1000:
        started = time.perf_counter()
        result = work()
        taken.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(taken), 3), result


def answer_of(pool: Pool, order: np.ndarray, scores: np.ndarray) -> Answer:
    """A list as tie numbers and scores."""
    return list(zip(pool.tie[order].tolist(), scores.tolist(), strict=True))


def named_bytes(pool: Pool, question: Question) -> int:
    """Bytes of the columns that a question names."""
    left_out = UNNAMED | (set() if question.licences else {"certificates"})
    return sum(each.nbytes for name, each in pool.columns().items() if name.split(".")[0] not in left_out)


def bytes_per_ms(size: int, threads: int, runs: int) -> float:
    """Bandwidth of reading `size` bytes once with `threads` threads."""
    words = np.ones(max(1, size // 8), np.int64)
    parts = np.array_split(words, threads)
    taken, _ = timed(lambda: in_threads(lambda number: parts[number].max(), threads), runs)
    return words.nbytes / taken


def ours(
    part: Part, lines: Lines, near: Nearness, row: int, threads: int, runs: int, everyone: bool
) -> tuple[float, Answer, Any]:
    """Median of ranking one line, with the list."""
    taken, found = timed(lambda: rank_parts([part], lines, near, DEFAULT, row, AT_DAY, TOP, threads, everyone), runs)
    return taken, answer_of(part.pool, found.order, found.scores), found


def both_directions(pool: Pool, lines: Lines, near: Nearness, runs: int) -> dict[str, Any]:
    """One labourer against 20,000 open lines: of a hundred the one whom most of them suit."""
    rows = np.arange(20_000)
    many = lines.take(rows % len(lines))
    rng = np.random.default_rng(3)
    places = np.array([440306000000, 330106000000, 522732000000, 310115000000])
    many = Lines(
        **{
            **{name: getattr(many, name) for name in many.__dataclass_fields__},
            "tie": rng.integers(0, 2**64, len(rows), np.uint64),
            "occupation": rng.integers(0, len(near.occupations), len(rows)).astype(np.int32),
            "division": places[rng.integers(0, len(places), len(rows))],
            "start": (AT_DAY + rng.integers(0, 120, len(rows))).astype(np.int32),
        }
    )
    able = np.flatnonzero((pool.state < 2) & pool.consented & (pool.range == 0) & (pool.education >= 3))[:100]
    people = pool.take(able)
    row = max(range(len(able)), key=lambda each: openings(people, many, near, DEFAULT, each, AT_DAY, TOP).eligible)
    taken, found = timed(lambda: openings(people, many, near, DEFAULT, row, AT_DAY, TOP), runs)
    return {"lines": len(rows), "ms": taken, "eligible": found.eligible}


def measured(n: int, peers: list[str], runs: int, threads: int) -> dict[str, Any]:
    """Everything that is printed."""
    near, _, _ = dictionary()
    pool = draw_pool(n)
    lines = ask(pool)
    started = time.perf_counter()
    index = build_index(pool)
    index_s = time.perf_counter() - started
    result: dict[str, Any] = {
        "synthetic": True,
        "labourers": n,
        "threads": threads,
        "runs": runs,
        "machine": machine(),
        "pool_mib": sum(each.nbytes for each in pool.columns().values()) >> 20,
        "index_mib": sum(each.nbytes for each in index.columns().values()) >> 20,
        "index_s": round(index_s, 2),
        "questions": {},
    }
    started = time.perf_counter()
    rank_parts([whole(pool, index)], lines, near, DEFAULT, 0, AT_DAY, TOP, threads)
    result["first_s"] = round(time.perf_counter() - started, 2)
    questions = [question_of(pool, lines, near, row, AT_DAY) for row in range(len(lines))]
    answers = []
    for row, name in enumerate(QUESTIONS):
        taken, answer, found = ours(whole(pool, index), lines, near, row, threads, runs, False)
        counted, with_counts, _ = ours(whole(pool, index), lines, near, row, threads, runs, True)
        size = named_bytes(pool, questions[row])
        answers.append(answer)
        result["questions"][name] = {
            "eligible": found.eligible,
            "ours_ms": taken,
            "counted_ms": counted,
            "memory_limit_ms": round(size / bytes_per_ms(size, threads, runs), 3),
            "named_mib": size >> 20,
            "same_answer": answer == with_counts,
        }
    result["unindexed_ms"], plain = timed(lambda: rank(pool, lines, near, DEFAULT, 0, AT_DAY, TOP), 1)
    result["questions"][QUESTIONS[0]]["same_answer"] &= answer_of(pool, plain.order, plain.scores) == answers[0]
    result["openings"] = both_directions(pool, lines, near, runs)
    for peer in ("polars", "duckdb", "postgres"):
        if peer in peers:
            ask_peer(peer, pool, questions, answers, result, runs)
    return summed_up(result)


def ask_peer(
    peer: str, pool: Pool, questions: list[Question], answers: list[Answer], result: dict[str, Any], runs: int
) -> None:
    """Time a peer on every question and hold its answers against ours."""
    from benchmarks import rank_duckdb, rank_polars, rank_postgres

    opened = {"polars": rank_polars, "duckdb": rank_duckdb, "postgres": rank_postgres}[peer].opened
    with opened(pool) as peer_pool:
        for question, answer, name in zip(questions, answers, QUESTIONS, strict=True):
            ready = peer_pool.prepare(question)
            taken, rows = timed(ready, runs)
            same = with_ties_broken(rows, pool, question, TOP) == answer
            result["questions"][name][f"{peer}_ms"] = taken
            result["questions"][name]["same_answer"] &= same
        if peer == "postgres":
            result["postgres_plan"] = peer_pool.plan(questions[0])


def summed_up(result: dict[str, Any]) -> dict[str, Any]:
    """With the figures of the typical question on top."""
    typical = result["questions"][QUESTIONS[0]]
    names = ("ours_ms", "polars_ms", "duckdb_ms", "postgres_ms", "memory_limit_ms")
    same = all(each["same_answer"] for each in result["questions"].values())
    return {**{name: typical.get(name) for name in names}, "same_answer": same, **result}


def main() -> None:
    """Print the figures as JSON, indented unless --json asks for one line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--labourers", type=int, default=1_000_000)
    parser.add_argument("--peers", default="polars,duckdb,postgres", help="which to ask, by commas; '' for none")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--threads", type=int, default=cores())
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    result = measured(given.labourers, given.peers.split(","), max(5, given.runs), given.threads)
    print(json.dumps(result, ensure_ascii=False, indent=None if given.json else 2))


if __name__ == "__main__":
    main()
