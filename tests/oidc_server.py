"""A small OpenID provider on this machine, for tests: real HTTP, signed tokens, PKCE and client secrets checked."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "sunmatch", "a secret of the client"


@dataclass
class Provider:
    """Who signs on next is `claims`, laid over what a right token says; `key` signs, `codes` wait to be used."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "emp-0042"})
    header: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: Any = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in places.items()}, **self.metadata}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to, with a code."""
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert "openid" in asked["scope"] and asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """A token for a code, once, for the client with its secret and the verifier that belongs to the challenge."""
        asked = self.codes.pop(form.get("code", ""), None)
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        right = asked is not None and challenge == asked["code_challenge"]
        if (
            not right
            or asked is None
            or form["redirect_uri"] != asked["redirect_uri"]
            or authorization != f"Basic {known}"
        ):
            return 400, {"error": "invalid_grant"}
        at = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": asked["nonce"], **self.claims}
        claims = {name: value for name, value in said.items() if value is not None}
        header = {"alg": "RS256", "kid": "one", **self.header}
        signed = jwt.encode(header, claims, self.signs_with or self.key, algorithms=[header["alg"]])
        return 200, {"access_token": "unused", "token_type": "Bearer", "id_token": signed}


@contextmanager
def oidc_server() -> Iterator[Provider]:
    provider = Provider()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/authorize":
                said = {name: values[0] for name, values in parse_qs(asked.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(said))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            keys = KeySet([provider.key]).as_dict(private=False)
            self.answer(200, keys if asked.path == "/keys" else provider.discovery())

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            self.answer(*provider.token(form, self.headers.get("Authorization", "")))

        def answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        provider.url = f"http://127.0.0.1:{listening.server_port}"
        yield provider
        listening.shutdown()
        thread.join()
