"""A county's single sign-on by OpenID Connect: code flow with state, nonce and PKCE (RFC 7636, S256).

The provider says who somebody is; what they may do is their account's, which is made here and never by the provider.
All calls go out with no transaction open.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.api import System
from models.user import User
from services.errors import Refusal
from services.settings import Settings

WELL_KNOWN = "/.well-known/openid-configuration"
SCOPE = "openid profile"
ALGORITHMS = [
    "RS256",
    "PS256",
    "ES256",
    "EdDSA",
]  # signed with a key of the provider's alone: no shared secret, no none
TIMEOUT, LEEWAY = 5, 60  # seconds a call may take; seconds that clocks may differ
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Begun:
    """A sign-on that was begun: where the browser goes, and what its cookie keeps until it is back."""

    address: str
    state: str
    nonce: str
    verifier: str = field(repr=False)


def is_offered(settings: Settings) -> bool:
    """Whether a single sign-on is set up here."""
    return bool(settings.oidc_issuer and settings.oidc_client_id)


def begin_sign_on(settings: Settings, back: str) -> Begun:
    """Where to send the browser, which comes back to `back`. Raises Refusal when the provider does not answer."""
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    told = _metadata(settings)
    with _client(settings, back) as client:
        address, state = client.create_authorization_url(
            told["authorization_endpoint"], code_verifier=verifier, nonce=nonce, state=secrets.token_urlsafe(24)
        )
    return Begun(address, state, nonce, verifier)


def claims_of(settings: Settings, back: str, said: Mapping[str, str], begun: Begun) -> dict[str, Any]:
    """What the provider says of who came back with `said` behind the question mark. Raises Refusal unless all of it is
    in order: state, code, signature, issuer, audience, time and nonce."""
    if not hmac.compare_digest(said.get("state", "").encode(), begun.state.encode()) or not said.get("code"):
        raise Refusal("single_sign_on_broken_off")
    told = _metadata(settings)
    try:
        with _client(settings, back) as client:
            got = client.fetch_token(
                told["token_endpoint"], code=said["code"], code_verifier=begun.verifier, timeout=TIMEOUT,
                allow_redirects=False,
            )  # fmt: skip
        token = jwt.decode(str(got["id_token"]), _keys(told), algorithms=ALGORITHMS)
        _check(settings, token.claims, begun.nonce)
    except (AuthlibBaseError, JoseError, RequestException, LookupError, ValueError, TypeError) as error:
        raise Refusal("single_sign_on_failed") from error
    return dict(token.claims)


def _check(settings: Settings, claims: dict[str, Any], nonce: str) -> None:
    """OpenID Connect Core 1.0, 3.1.3.7. Raises JoseError, ValueError."""
    own = settings.oidc_client_id
    wanted: dict[str, Any] = {name: {"essential": True} for name in ("iss", "sub", "aud", "exp", "iat", "nonce")}
    wanted["iss"]["value"], wanted["aud"]["value"], wanted["nonce"]["value"] = settings.oidc_issuer, own, nonce
    jwt.JWTClaimsRegistry(leeway=LEEWAY, **wanted).validate(claims)
    if claims.get("azp", own) != own or (isinstance(claims["aud"], list) and len(claims["aud"]) > 1):
        raise ValueError("the token is for somebody else, too")


def proves_second_factor(settings: Settings, claims: dict[str, Any]) -> bool:
    """Whether the provider asked for what the setting takes for our second step."""
    wanted = {each.strip() for each in settings.oidc_second_factor.split(",") if each.strip()}
    amr = claims.get("amr")
    return bool(wanted & {str(claims.get("acr", "")), *(map(str, amr) if isinstance(amr, list) else ())})


def account_of(session: Session, settings: Settings, claims: dict[str, Any]) -> User:
    """The account in use of who signed on: of staff, for labourers come by telephone, and of no system. Raises
    Refusal where there is none: accounts are made by offices."""
    said = claims.get(settings.oidc_claim)
    name = said.strip() if isinstance(said, str) else ""
    which = User.login == name.lower() if settings.oidc_finds == "login" else User.single_sign_on == name
    staff = User.disabled_at.is_(None) & (User.role != "labourer") & User.id.not_in(select(System.user_id))
    user = session.scalar(select(User).where(which, staff)) if name else None
    if user is None:
        raise Refusal("single_sign_on_unknown")
    return user


def _client(settings: Settings, back: str) -> Any:
    file = settings.oidc_client_secret_file
    secret = file.read_text().strip() if file else None
    return OAuth2Session(
        settings.oidc_client_id, secret, scope=SCOPE, redirect_uri=back, code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
    )  # fmt: skip


def _metadata(settings: Settings) -> dict[str, Any]:
    told = _asked(settings.oidc_issuer.rstrip("/") + WELL_KNOWN)
    places = [told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if told.get("issuer") != settings.oidc_issuer or not all(map(_is_safe, places)):
        raise Refusal("single_sign_on_failed")
    if not all(map(settings.calls, map(str, places[1:]))):  # the browser alone calls the first
        raise Refusal("single_sign_on_failed")
    return told


def _keys(told: dict[str, Any]) -> KeySet:
    return KeySet.import_key_set(_asked(told["jwks_uri"]))  # type: ignore[arg-type]


def _is_safe(address: Any) -> bool:
    """Over https, unless it is on this machine."""
    parts = urlsplit(str(address))
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _asked(address: str) -> dict[str, Any]:
    """A JSON document of the provider. Raises Refusal."""
    if not _is_safe(address):
        raise Refusal("single_sign_on_failed")
    try:
        with OAuth2Session() as client:
            answer = client.get(address, withhold_token=True, timeout=TIMEOUT, allow_redirects=False)
            answer.raise_for_status()
            said = answer.json()
    except (RequestException, ValueError) as error:
        raise Refusal("single_sign_on_away") from error
    return said if isinstance(said, dict) else {}
