"""Pages and sheets are compressed, and what does not change is fetched once."""

import gzip
import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import County
from web.transfer import LEAST, MOST_NOISE

ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_page_is_the_same_compressed_and_shorter(app: Flask, county: County) -> None:
    client = county.client(app, "county")
    plain, zipped = client.get("/account"), client.get("/account", headers=ZIPPED)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert zipped.content_length == len(zipped.data) < len(plain.data) / 2
    without_token = re.compile(r'name="csrf_token" value="[^"]+"')
    assert without_token.sub("", gzip.decompress(zipped.data).decode()) == without_token.sub("", plain.text)


def test_nobody_can_weigh_a_page_exactly(app: Flask, county: County) -> None:
    client = county.client(app, "county")
    lengths = {client.get("/healthz", headers=ZIPPED).content_length for _ in range(2)}
    assert len(lengths) == 1
    lengths = {client.get("/styleguide", headers=ZIPPED).content_length for _ in range(12)}
    assert len(lengths) > 1
    assert max(lengths) - min(lengths) <= 2 * MOST_NOISE


def test_a_sheet_is_kept_for_good_under_the_address_of_its_version(app: Flask, client: FlaskClient) -> None:
    shown = client.get("/login").text
    sheets = re.findall(r'href="(/static/css/[^"]+)"', shown)
    assert sheets
    for sheet in sheets:
        with client.get(sheet, headers=ZIPPED) as answer:
            assert "immutable" in answer.headers["Cache-Control"]
            text = gzip.decompress(answer.data)
        path, version = sheet.split("?v=")
        file = Path(app.root_path) / path.lstrip("/")
        assert text == file.read_bytes()
        assert int(version, 16) == file.stat().st_mtime_ns // 1_000_000
    with client.get(sheets[0].split("?")[0]) as answer:
        assert "immutable" not in answer.headers["Cache-Control"]
        assert "Content-Encoding" not in answer.headers


def test_a_sheet_known_by_its_tag_is_not_sent_again(client: FlaskClient) -> None:
    with client.get("/static/css/tokens.css", headers=ZIPPED) as answer:
        tag = answer.headers["ETag"]
        assert len(answer.data) > LEAST / 2
    with client.get("/static/css/tokens.css", headers={**ZIPPED, "If-None-Match": tag}) as answer:
        assert (answer.status_code, answer.data) == (304, b"")
    with client.get("/static/css/tokens.css", headers={**ZIPPED, "Range": "bytes=0-9"}) as answer:
        assert (answer.status_code, len(answer.data)) == (206, 10)
