"""Points and addresses as a page shows them, and how long a list is kept."""

import random

from web.criteria import hundredths
from web.formats import said_once
from web.list_words import differences
from web.pages.candidates import LENGTHS, length_for

MILLION = 1_000_000


def row(points: list[int]) -> dict[str, object]:
    return {"criteria": [{"points": each / MILLION} for each in points], "score": sum(points) / MILLION}


def test_the_points_shown_sum_to_the_score_shown() -> None:
    draw = random.Random(5)
    for _ in range(500):
        points = [draw.randint(0, most * MILLION) for most in (30, 10, 25, 12, 15, 8)]
        shown = hundredths(row(points))
        assert f"{sum(map(float, shown)):.2f}" == f"{round(sum(points) / MILLION * 100) / 100:.2f}"
        assert all(abs(float(each) - exact / MILLION) < 0.01 for each, exact in zip(shown, points, strict=True))


def test_the_differences_shown_sum_to_that_of_the_scores_shown() -> None:
    draw = random.Random(5)
    for _ in range(500):
        two = [row([draw.randint(0, most * MILLION) for most in (30, 10, 25, 12, 15, 8)]) for _ in range(2)]
        *parts, whole = [float(each.replace("−", "-").replace("=", "0")) for each in differences(*two)]
        shown = [sum(map(float, hundredths(each))) for each in two]
        assert f"{sum(parts):.2f}" == f"{whole:.2f}" == f"{shown[0] - shown[1] + 0:.2f}"


def test_whole_points_stay_as_they_are() -> None:
    assert hundredths(row([30 * MILLION, 0, 8_350_000])) == ["30.00", "0.00", "8.35"]


def test_a_list_names_a_quarter_more_people_than_there_are_places() -> None:
    assert [length_for(seats) for seats in (0, 12, 96, 440, 5000)] == [50, 50, 200, 1000, LENGTHS[-1]]


def test_an_address_does_not_repeat_its_county() -> None:
    addresses = ("龙岗区横岗街道", "广东省深圳市龙岗区横岗街道", "横岗街道", "")
    shown = [said_once("广东省深圳市龙岗区", address) for address in addresses]
    assert shown == [*["广东省深圳市龙岗区横岗街道"] * 3, "广东省深圳市龙岗区"]
