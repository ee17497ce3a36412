"""Texts of templates: in the language in force, with values put in that cannot be HTML; and the bars of points."""

from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from web.bars import bar, point_cells
from web.languages import in_language, said, said_of, translated
from web.words import label


def test_values_of_a_text_are_escaped_and_the_text_is_not() -> None:
    with in_language("zh"):
        shown = said("Choose %(name)s", name="<b>李</b>")
        assert shown.__html__() == shown == "选择&lt;b&gt;李&lt;/b&gt;"
        assert said("Choose %(name)s", name=Markup("<b>李</b>")) == "选择<b>李</b>"
    with in_language("en"):
        assert said("<b>%(count)s%%</b>", count=5) == "<b>5%</b>"
        assert said("100%%") == "100%"


def test_a_number_chooses_the_form() -> None:
    with in_language("en"):
        assert [said_of("%(num)s day", "%(num)s days", days) for days in (1, 2)] == ["1 day", "2 days"]
        assert said_of("%(days)s day left", "%(days)s days left", 2, days="<2>") == "&lt;2&gt; days left"


def test_the_language_changes_within_a_request(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert (translated("Man"), label("sex", "female"), label("sex", "?")) == ("男", "女", "?")
        with in_language("en"):
            assert (translated("Man"), label("sex", "female")) == ("Man", "Woman")
        assert translated("Man") == "男"
    assert translated("Man") == "Man"


def test_a_template_says_what_python_says(app: Flask) -> None:
    written: Environment = app.jinja_env
    source = "{% for name in ('<', 'b') %}{{ _('Choose %(name)s', name=name) }}{% endfor %}"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert written.from_string(source).render() == "Choose &lt;Choose b"


def test_cells_of_points_draw_the_bars_of_their_criteria() -> None:
    criteria = [{"name": "skill", "points": 22.5, "weight": 30.0}, {"name": "wage", "points": 0.04, "weight": 15.0}]
    with in_language("en"):
        shown, hidden = point_cells()(criteria, False), point_cells()(criteria, True)
    assert shown.count('<td role="cell" class="points" data-label="') == hidden.count("<td") == 2
    assert f'data-label="Skill"><span class="point">22.5</span>{bar(22.5, 30.0, "Skill")}</td>' in shown
    assert 'aria-label="Wage 0.0 / 15"><rect class="track" width="24.0" height="10"/>' in shown
    assert 'class="fill" width="36.0"' in shown
    assert "svg" not in hidden and "Skill" in hidden
    assert '"&lt;">' not in bar(1, 2, "<") and "&lt; 1.0 / 2" in bar(1, 2, "<")
