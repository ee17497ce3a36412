"""The question of the benchmark of ranking in SQL, for DuckDB and for PostgreSQL."""

from benchmarks.rank_tables import SPARE, Question
from matching.weights import CRITERIA, DEFAULT, ONE


def list_query(question: Question, divide: str, bits: str) -> str:
    """The best (id, score): people ruled out first, then each criterion from the look-up tables. `divide` is the
    operator that divides whole numbers, `bits` counts the bits of {}."""
    line, n, w = question.line, question.numbers, DEFAULT
    d, licences = divide, question.licences
    held = "".join(
        f" AND EXISTS (SELECT 1 FROM certificates c WHERE c.id = l.id AND c.certificate = {number}"
        f" AND c.expires >= {n['day']})"
        for number in licences
    )
    ranks = " ".join(f"WHEN {k} THEN {each}" for k, each in enumerate(w.wish_ranks[:-1], start=1))
    clash = bits.format(f"(e.busy_months & {line.months})")
    score = " + ".join(f"{n[f'points_{each}']} * CAST({each} AS bigint) {d} {ONE}" for each in CRITERIA)
    return f"""
WITH eligible AS MATERIALIZED (
  SELECT l.* FROM labourer l
  WHERE l.state < 3 AND l.consented AND l.birth <= {min(n["of_age"], n["old_enough"])}
    AND l.education >= {line.education_min} AND l.available_from <= {n["free_by"]}
    AND (l.range <> 1 OR l.home {d} 1000000 = {n["county"]})
    AND NOT EXISTS (SELECT 1 FROM barred b WHERE b.id = l.id AND b.employer = {line.employer}){held}
), skill AS (
  SELECT id, CAST(sum(best * weight) AS bigint) AS total FROM (
    SELECT s.id, g.need, g.weight, max(g.value) AS best
    FROM skills s JOIN gain g ON g.skill = s.skill AND g.height = s.height
    WHERE s.id IN (SELECT id FROM eligible) GROUP BY s.id, g.need, g.weight
  ) AS needs GROUP BY id
), worked AS (
  SELECT x.id, CAST(sum(o.near * x.months) AS bigint) AS months FROM experience x JOIN occupation o USING (occupation)
  WHERE o.near >= {w.experience_near} AND x.id IN (SELECT id FROM eligible) GROUP BY x.id
), wished AS (
  SELECT v.id, max(o.near * CASE v.rank {ranks} ELSE {w.wish_ranks[-1]} END {d} {ONE}) AS best
  FROM wishes v JOIN occupation o USING (occupation) WHERE v.id IN (SELECT id FROM eligible) GROUP BY v.id
), branch AS (
  SELECT DISTINCT id FROM industries WHERE industry = {line.industry}
), fitting AS (
  SELECT p.id, max(f.fit) AS best FROM wanted p JOIN place f USING (division)
  WHERE p.id IN (SELECT id FROM eligible) GROUP BY p.id
), parts AS (
  SELECT e.id, e.waiting_since,
    {n["given"]} + {ONE - n["given"]} * (coalesce(s.total, 0) {d} {n["weight"]}) {d} {ONE} AS skill,
    least(coalesce(k.months, 0), {w.experience_full * ONE}) {d} {w.experience_full} AS experience,
    greatest(CASE WHEN e.range = 2 THEN h.lived * {w.lived_when_away} {d} {ONE} ELSE h.lived END,
      CASE WHEN e.place_named THEN coalesce(f.best, 0) WHEN e.range = 0 THEN {w.place_anywhere}
        WHEN e.range = 2 AND e.home {d} 1000000 <> {n["county"]} THEN {w.place_away} ELSE 0 END) AS location,
    CASE WHEN e.wishes_stated THEN greatest(coalesce(v.best, 0),
      CASE WHEN b.id IS NOT NULL THEN {w.wish_industry} ELSE 0 END) ELSE {w.wish_unstated} END AS wish,
    greatest(0, CASE WHEN e.wage_floor = 0 THEN {w.wage_no_floor}
      WHEN {n["offer"]} < e.wage_floor THEN
        greatest(0, {n["offer"] * ONE} {d} greatest(1, e.wage_floor) - {w.wage_zero_ratio}) * {w.wage_at_floor}
          {d} {ONE - w.wage_zero_ratio}
      ELSE {w.wage_at_floor} + {ONE - w.wage_at_floor}
        * (least({n["offer"] * ONE} {d} greatest(1, e.wage_floor), {w.wage_full_ratio}) - {ONE})
          {d} {w.wage_full_ratio - ONE} END
      - CASE WHEN e.wants_board AND NOT {line.board} THEN {w.board_missing} ELSE 0 END
      - CASE WHEN e.wants_lodging AND NOT {line.lodging} THEN {w.lodging_missing} ELSE 0 END) AS wage,
    greatest(0, {ONE} - {clash} * {w.month_cost}) AS season
  FROM eligible e JOIN home h USING (home)
    LEFT JOIN skill s ON s.id = e.id LEFT JOIN worked k ON k.id = e.id LEFT JOIN wished v ON v.id = e.id
    LEFT JOIN branch b ON b.id = e.id LEFT JOIN fitting f ON f.id = e.id
)
SELECT id, {score} AS score
FROM parts ORDER BY score DESC, waiting_since LIMIT {SPARE}"""
