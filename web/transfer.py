"""What goes over the wire: text is compressed; sheets and scripts are fetched once, and again when they change."""

import gzip
import secrets
from io import BytesIO
from pathlib import Path

from flask import Flask, Response, request

from web.languages import API

LEAST = 600  # bytes below which compressing makes nothing shorter
LEVEL = 5
MOST_NOISE = 48  # bytes
TEXT = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")
NOT_WHOLE = (204, 206, 304)
FOR_GOOD = "public, max-age=31536000, immutable"


def use_transfer(app: Flask) -> None:
    static = Path(app.static_folder or "")
    kept: dict[str, bytes] = {}

    @app.url_defaults
    def name_the_version(endpoint: str, values: dict[str, object]) -> None:
        """The address of a sheet or script says when it was changed, so that it may be kept for good."""
        if endpoint == "static" and (file := static / str(values["filename"])).is_file():
            values["v"] = f"{file.stat().st_mtime_ns // 1_000_000:x}"

    @app.after_request
    def shorten(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200 and "v" in request.args:
            response.headers["Cache-Control"] = FOR_GOOD
        if not (response.mimetype or "").startswith(TEXT) or response.status_code in NOT_WHOLE:
            return response
        response.vary.add("Accept-Encoding")
        known = "gzip" in request.accept_encodings and request.blueprint != API
        return _compressed(response, kept) if known else response


def _compressed(response: Response, kept: dict[str, bytes]) -> Response:
    """The response with its text compressed. Files of ours are, once for each version that was asked for."""
    if request.endpoint == "static":
        key = f"{request.path} {response.headers.get('ETag')}"
        response.call_on_close(getattr(response.response, "close", lambda: None))
        response.direct_passthrough = False
        body = kept.get(key) or kept.setdefault(key, gzip.compress(response.get_data(), 9, mtime=0))
        response.set_etag(response.get_etag()[0] or "", weak=True)
    elif response.is_streamed or (response.content_length or 0) < LEAST:
        return response
    else:
        body = _noisy(response.get_data())
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _noisy(page: bytes) -> bytes:
    """Compressed, with a name of random length in the header: how long a page becomes that repeats what was sent beside
    a secret of the form tells nobody whether they guessed it (after the attack BREACH)."""
    packed = BytesIO()
    name = "x" * secrets.randbelow(MOST_NOISE)
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=LEVEL, fileobj=packed, mtime=0) as file:
        file.write(page)
    return packed.getvalue()
