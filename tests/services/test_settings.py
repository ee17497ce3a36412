"""Settings are read once, and a wrong one is refused with a sentence."""

from pathlib import Path

import pytest

from services.settings import SettingRefused, read_settings


def test_unset_means_embedded_servers_under_var() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert settings.home == Path("var")
    assert settings.database.startswith("sqlite:///")
    assert settings.database.endswith("var/sunmatch.db")
    assert settings.redis_url == ""


def test_settings_come_from_the_environment() -> None:
    settings = read_settings({"SUNMATCH_PORT": "9000", "SUNMATCH_DATABASE_URL": "postgresql://db/sunmatch"})
    assert settings.port == 9000
    assert settings.database == "postgresql://db/sunmatch"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("SUNMATCH_PORT", "eighty", "whole number from 0 to 65535"),
        ("SUNMATCH_PORT", "70000", "whole number from 0 to 65535"),
        ("SUNMATCH_LANGUAGE", "fr", "one of zh, en"),
        ("SUNMATCH_DATABASE_URL", "mysql://db", "beginning with sqlite:"),
    ],
)
def test_a_wrong_value_is_refused_and_named(name: str, text: str, says: str) -> None:
    with pytest.raises(SettingRefused, match=says) as refused:
        read_settings({name: text})
    assert name in str(refused.value)


def test_an_unknown_setting_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(SettingRefused, match="did you mean SUNMATCH_DATABASE_URL"):
        read_settings({"SUNMATCH_DATABSE_URL": "sqlite:///x"})
