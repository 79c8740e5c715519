"""A small OpenID Connect provider on this machine: discovery, keys, codes with PKCE, tokens."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "tryghedskort", "hemmelig"
KEY = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "1"}, private=True)
STRANGE = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "1"}, private=True)


class Provider(ThreadingHTTPServer):
    """Somebody's municipality.

    ``person`` is who signs in; ``twist`` is what is wrong with the next tokens, ``about`` with
    what is said of the provider itself.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.person: dict[str, Any] = {"sub": "42", "preferred_username": "ida"}
        self.twist: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.userinfo: dict[str, Any] | None = None
        self.key = KEY
        self.codes: dict[str, dict[str, str]] = {}

    def token(self, asked: dict[str, str]) -> str:
        """Answer the signed word on who has signed in."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.twist,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "1"}, kept, self.key)


class _Answers(BaseHTTPRequestHandler):
    server: Provider
    log_message: ClassVar[Any] = lambda *_: None

    def do_GET(self) -> None:
        here, parts = self.server, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            known = {
                "issuer": here.issuer,
                "authorization_endpoint": f"{here.issuer}/authorize",
                "token_endpoint": f"{here.issuer}/token",
                "jwks_uri": f"{here.issuer}/jwks",
                "end_session_endpoint": f"{here.issuer}/end",
            }
            if here.userinfo is not None:
                known["userinfo_endpoint"] = f"{here.issuer}/userinfo"
            self.say(known | here.about)
        elif parts.path == "/jwks":
            self.say(KeySet([KEY]).as_dict(private=False))
        elif parts.path == "/userinfo":
            right = self.headers["authorization"] == "Bearer adgang"
            self.say(here.userinfo if right else {}, 200 if right else 401)
        elif parts.path == "/authorize" and asked["client_id"] == CLIENT:
            assert asked["code_challenge_method"] == "S256"
            code = secrets.token_urlsafe(8)
            here.codes[code] = asked
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_response(303)
            self.send_header("location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        else:
            self.say({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        here = self.server
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = here.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != sent.get("redirect_uri")
            or self.headers["authorization"] != f"Basic {basic}"
        ):
            self.say({"error": "invalid_grant"}, 400)
            return
        self.say({"access_token": "adgang", "token_type": "Bearer", "id_token": here.token(asked)})

    def say(self, shape: Any, status: int = 200) -> None:
        text = json.dumps(shape).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@contextmanager
def provided() -> Iterator[Provider]:
    """Run a provider for as long as a test asks it."""
    with Provider() as made:
        thread = Thread(target=made.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join(5)
