"""Signing in at the municipality: OpenID Connect with a code, PKCE, a state and a nonce.

What the issuer says is believed only when its own keys have signed it, for us, for this very
attempt, and not long ago. Nothing but the subject, a name and the groups is read of it.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from api.settings import Settings
from geo.model.errors import AccountError
from geo.model.staff import Role
from geo.reporting.codes import mark
from geo.reporting.identities import Identity

log = logging.getLogger("tryghedskort")
PATIENCE_S = 10.0
LEEWAY_S = 60
ALGORITHMS = ("RS256", "PS256", "ES256")
"""How an issuer may sign: with a key of its own, never with a secret we share, never not at all."""


def is_set_up(settings: Settings) -> bool:
    """Tell whether an operator has named an issuer and us there."""
    return bool(settings.oidc_issuer and settings.oidc_client_id)


@dataclass(frozen=True)
class Attempt:
    """One attempt to sign in: its nonce and verifier follow from its state and our key.

    Parameters
    ----------
    state
        Random; in the browser's cookie and in the address that comes back.
    secret
        Key of the workspace.
    """

    state: str
    secret: bytes

    @property
    def nonce(self) -> str:
        """Answer what the signed answer must repeat."""
        return mark(self.secret, "nonce", self.state)

    @property
    def verifier(self) -> str:
        """Answer what proves that whoever brings the code is who asked for it."""
        return mark(self.secret, "verifier", self.state)


def address(settings: Settings, attempt: Attempt, back: str) -> str:
    """Answer where the browser is sent to sign in.

    Raises
    ------
    AccountError
        ``oidc.failed`` or ``oidc.not_installed``.
    """
    with _client(settings, back) as client:
        known = _known(settings, client)
        url, _ = client.create_authorization_url(
            known["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
        return str(url)


def identified(settings: Settings, attempt: Attempt, code: str, back: str) -> Identity:
    """Answer who has signed in, from the code the browser brought back.

    Raises
    ------
    AccountError
        ``oidc.failed``, whatever was wrong; ``oidc.no_access`` where no group has a role.
    """
    with _client(settings, back) as client:
        known = _known(settings, client)
        token = client.fetch_token(
            known["token_endpoint"],
            code=code,
            grant_type="authorization_code",
            code_verifier=attempt.verifier,
        )
        claims = _claims(settings, attempt, token, _asked(client, known["jwks_uri"]))
        if settings.oidc_claim not in claims and "userinfo_endpoint" in known:
            told = _asked(client, known["userinfo_endpoint"], token["access_token"])
            if told.get("sub") == claims["sub"]:
                claims = {**told, **claims}
    role, department = granted(settings.oidc_groups, claims.get(settings.oidc_claim))
    name = claims.get("preferred_username") or claims.get("email") or ""
    return Identity(settings.oidc_issuer, str(claims["sub"]), str(name), role, department)


def leaving(settings: Settings, back: str) -> str | None:
    """Answer where the browser signs out of the issuer too; None where it has no such place."""
    with _client(settings, back) as client:
        end = _known(settings, client).get("end_session_endpoint")
    asked = urlencode({"client_id": settings.oidc_client_id, "post_logout_redirect_uri": back})
    return f"{end}?{asked}" if isinstance(end, str) else None


STRONGEST = (Role.ADMINISTRATOR, Role.PLANNER, Role.OPERATIONS, Role.BOARD)


def granted(mapping: Mapping[str, str], groups: object) -> tuple[Role, str | None]:
    """Answer the role that somebody's groups give, the widest first, and a board's department.

    Raises
    ------
    AccountError
        ``oidc.no_access`` where none of them has one; ``oidc.bad_mapping`` for what is no role.

    Examples
    --------
    >>> role, department = granted({"Solgården": "board 9001-01"}, ["Kantinen", "Solgården"])
    >>> role.value, department
    ('board', '9001-01')
    """
    mine = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    found = [_role(group, mapping[group]) for group in mine if group in mapping]
    if not found:
        raise AccountError("oidc.no_access")
    return min(found, key=lambda one: STRONGEST.index(one[0]))


def _role(group: str, text: str) -> tuple[Role, str | None]:
    name, _, department = text.strip().partition(" ")
    department = department.strip()
    if name not in set(Role) or (name == Role.BOARD) != bool(department):
        raise AccountError("oidc.bad_mapping", group=group, role=text)
    return Role(name), department or None


@contextmanager
def _client(settings: Settings, back: str) -> Iterator[Any]:
    """Answer an Authlib client; whatever goes wrong on the way becomes one refusal."""
    try:
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - an extra
    except ImportError:
        raise AccountError("oidc.not_installed") from None
    secret = settings.oidc_client_secret.get_secret_value()
    client: Any = OAuth2Client(
        settings.oidc_client_id,
        secret or None,
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
        scope=settings.oidc_scope,
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=PATIENCE_S,
        follow_redirects=False,
        trust_env=False,
    )
    try:
        yield client
    except AccountError:
        raise
    except Exception as problem:  # noqa: BLE001 - an issuer may answer anything at all
        # What an issuer says may hold a name or a token: the log has the kind of problem only.
        log.warning("sign-in elsewhere failed: %s", type(problem).__name__)
        raise AccountError("oidc.failed") from None
    finally:
        client.close()


def _known(settings: Settings, client: Any) -> Mapping[str, Any]:
    """Answer what the issuer says of itself; every address of it is as safe as the issuer's."""
    issuer = settings.oidc_issuer
    place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    known = _asked(client, _safe(issuer, place))
    if known["issuer"] != issuer:
        raise AccountError("oidc.failed")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _safe(issuer, known[name])
    return known


HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def _safe(issuer: str, place: str) -> str:
    """Refuse what is not https; on this machine itself http is enough."""
    parts = urlsplit(place)
    own = parts.hostname in HERE and urlsplit(issuer).hostname in HERE
    if parts.scheme != "https" and not (parts.scheme == "http" and own):
        raise AccountError("oidc.failed")
    return place


def _asked(client: Any, place: str, token: str | None = None) -> dict[str, Any]:
    headers = {"accept": "application/json"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    answer = client.request("GET", place, headers=headers, withhold_token=True)
    answer.raise_for_status()
    return dict(answer.json())


def _claims(
    settings: Settings, attempt: Attempt, token: Mapping[str, Any], keys: Any
) -> dict[str, Any]:
    """Answer what a signed answer says, once everything about it is right."""
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - an extra
    from joserfc import jwt  # noqa: PLC0415 - an extra
    from joserfc.jwk import KeySet  # noqa: PLC0415 - an extra

    decoded = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=[*ALGORITHMS])
    told = CodeIDToken(
        decoded.claims,
        decoded.header,
        options={
            "iss": {"essential": True, "value": settings.oidc_issuer},
            "aud": {"essential": True, "value": settings.oidc_client_id},
            "sub": {"essential": True, "allow_blank": False},
            "exp": {"essential": True},
            "nonce": {"essential": True, "value": attempt.nonce},
        },
        params={
            "nonce": attempt.nonce,
            "client_id": settings.oidc_client_id,
            "access_token": token.get("access_token"),
        },
    )
    told.validate(int(time.time()), LEEWAY_S)
    return dict(told)
