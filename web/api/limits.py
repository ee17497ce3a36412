"""How often a token may call: so many times in any minute, counted in the queue's server, else in this process."""

from hashlib import sha256
from math import ceil
from time import time

from flask import Blueprint, Flask, Response
from flask_limiter import Limiter

from services.settings import Settings
from web.api.callers import token_shown
from web.limits import reader_network, storage_of

MINUTE = 60


def use_limits(app: Flask, api: Blueprint) -> None:
    """Count the calls of each token; 429 with Retry-After beyond the setting, and RateLimit on every answer."""
    settings: Settings = app.config["SETTINGS"]
    limit = f"{settings.api_per_minute} per minute"
    # While the queue's server is away each process counts for itself.
    limiter = Limiter(
        _whose, app=app, storage_uri=storage_of(settings), strategy="moving-window",
        in_memory_fallback_enabled=True, key_prefix="sunmatch-api",
    )  # fmt: skip
    limiter.shared_limit(limit, scope=api.name)(api)
    api.after_request(lambda response: _tell(response, limiter))


def _whose() -> str:
    """The token, by its hash; calls without one share the limit of their address."""
    token = token_shown()
    return sha256(token.encode()).hexdigest() if token else f"address {reader_network()}"


def _tell(response: Response, limiter: Limiter) -> Response:
    """RateLimit and RateLimit-Policy as of the IETF draft: what is left, and in how many seconds all is left again."""
    counted = limiter.current_limit
    if counted is None:
        return response
    seconds = min(max(ceil(counted.reset_at - time()), 1), MINUTE)
    response.headers["RateLimit-Policy"] = f'"token";q={counted.limit.amount};w={MINUTE}'
    response.headers["RateLimit"] = f'"token";r={counted.remaining};t={seconds}'
    if response.status_code == 429:
        response.headers["Retry-After"] = str(seconds)
    return response
