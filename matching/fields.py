"""Where things stand in the two rows of whole numbers that kernels read: that of a line and that of the weights.

A kernel that is handed one row compiles and calls faster than one that is handed sixty numbers.
"""

LINE = (
    "employer", "occupation", "industry", "kind", "division", "lat", "lng", "abroad", "wage_min", "wage_max", "board",
    "lodging", "board_value", "lodging_value", "months", "age_min", "age_max", "sex", "education_min",
    "class_gives_certificate", "skills_from", "skills_to", "licences_from", "licences_to", "start",
)  # fmt: skip
"""Columns of `records.Asked.rows`; `..._from` and `..._to` bound the line's skills and licences."""
(
    EMPLOYER, OCCUPATION, INDUSTRY, KIND, DIVISION, LAT, LNG, ABROAD, WAGE_MIN, WAGE_MAX, BOARD,
    LODGING, BOARD_VALUE, LODGING_VALUE, MONTHS, AGE_MIN, AGE_MAX, SEX, EDUCATION_MIN,
    CLASS_GIVES_CERTIFICATE, SKILLS_FROM, SKILLS_TO, LICENCES_FROM, LICENCES_TO, START,
) = range(len(LINE))  # fmt: skip

WEIGHTS = (
    "age_floor", "late_days", "wish_as_skill", "taught", "experience_full", "experience_near", "half_distance",
    "place_anywhere", "place_away", "place_abroad", "lived_when_away", "wish_industry", "wish_unstated",
    "wage_range_share", "wage_zero_ratio", "wage_at_floor", "wage_full_ratio", "wage_no_floor", "wage_unknown",
    "board_missing", "lodging_missing", "month_cost",
)  # fmt: skip
"""Single numbers of the weights, in their order in the row; behind them stand the four runs below."""
(
    AGE_FLOOR, LATE_DAYS, WISH_AS_SKILL, TAUGHT, EXPERIENCE_FULL, EXPERIENCE_NEAR, HALF_DISTANCE,
    PLACE_ANYWHERE, PLACE_AWAY, PLACE_ABROAD, LIVED_WHEN_AWAY, WISH_INDUSTRY, WISH_UNSTATED,
    WAGE_RANGE_SHARE, WAGE_ZERO_RATIO, WAGE_AT_FLOOR, WAGE_FULL_RATIO, WAGE_NO_FLOOR, WAGE_UNKNOWN,
    BOARD_MISSING, LODGING_MISSING, MONTH_COST,
) = range(len(WEIGHTS))  # fmt: skip
POINTS = len(WEIGHTS)
LIVED_STEPS, WANTED_STEPS, YEARS_AS_LEVEL = POINTS + 6, POINTS + 10, POINTS + 14
YEARS_END = YEARS_AS_LEVEL + 5
"""Where the years that stand for levels end; unused ones are beyond any practice."""
