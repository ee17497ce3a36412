"""Where to go after a form: only addresses of our own."""

from urllib.parse import urlsplit

from flask import current_app, request, session, url_for
from werkzeug.exceptions import HTTPException


def safe_next(otherwise: str) -> str:
    """The `next` of the form or the address when it is a path of ours, else `otherwise`."""
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else otherwise


def page_behind() -> str:
    """The page that the address asked for belongs to: its own where it can be opened, else the nearest above it."""
    known, parts = current_app.create_url_adapter(request), request.path.rstrip("/").split("/")
    for end in range(len(parts), 1, -1):
        tried = "/".join(parts[:end])
        try:
            if known is not None and known.match(tried, method="GET"):
                return tried
        except HTTPException:
            continue
    return url_for("home" if "sign_in" in session else "front")


def is_ours(address: str) -> bool:
    """A path from the root: no scheme, no host, none of the spellings browsers take for one."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return plain and not parts.scheme and not parts.netloc and address.isprintable()
