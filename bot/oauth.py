"""Access tokens for mail servers (:rfc:`6749`): fetched by whoever needs one first, kept until they are old.

Two grants: a refresh token, which a person once gave (Gmail, Microsoft 365), or the program's own credentials. How a
person gives one is not done here. Nothing is kept on disk.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

import httpx

from bot.backoff import pause
from bot.settings import ServerSettings
from mail.errors import ConnectionLostError, LoginRefusedError, MailServerError, NotNowError
from mail.servers import shown

_ATTEMPTS = 4
_LONGEST_PAUSE = timedelta(seconds=10)
_TIMEOUT = timedelta(seconds=15)
_MARGIN = timedelta(minutes=2)
_UNSTATED = timedelta(minutes=5)
"""How long a token is used where nobody says how long it lasts."""
_LATER = {408, 425, 429}
_SERVER_ERROR = 500
_PASSING = {"server_error", "temporarily_unavailable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What entitles us to access tokens, and where they are had."""

    token_url: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    scope: str | None = None

    @classmethod
    def of(cls, server: ServerSettings) -> Self | None:
        """The grant of a mail server's settings; None where it is logged in to with a password, or not at all."""
        if server.auth == "password" or server.token_url is None or server.client_id is None:
            return None
        return cls(
            token_url=server.token_url,
            client_id=server.client_id,
            client_secret=server.client_secret.get_secret_value() if server.client_secret else None,
            refresh_token=server.refresh_token.get_secret_value() if server.refresh_token else None,
            scope=server.scope,
        )

    def form(self, refresh_token: str | None) -> dict[str, str]:
        """What is asked (sections 4.4.2 and 6), with the secret in the body, as Google and Microsoft want it."""
        kind = "refresh_token" if refresh_token else "client_credentials"
        given = {"refresh_token": refresh_token, "client_secret": self.client_secret, "scope": self.scope}
        asked = {"grant_type": kind, "client_id": self.client_id}
        return asked | {key: value for key, value in given.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    good_until: float


class TokenSource:
    """The access tokens of one grant."""

    def __init__(self, grant: Grant, client: httpx.AsyncClient, longest_pause: timedelta = _LONGEST_PAUSE) -> None:
        """Prepare; nothing is asked yet."""
        self._grant, self._client, self._longest_pause = grant, client, longest_pause
        self._refresh_token = grant.refresh_token
        self._token: _Token | None = None
        self._fetching: asyncio.Task[_Token] | None = None

    async def token(self) -> str:
        """An access token that will last for a while.

        Raises:
            LoginRefusedError: the grant is not taken.
            ConnectionLostError: nobody answers, after several attempts.
            NotNowError: the answer is no use, after several attempts.
        """
        if self._token and time.monotonic() < self._token.good_until:
            return self._token.text
        if not self._fetching:
            self._fetching = asyncio.create_task(self._fetch())
            self._fetching.add_done_callback(self._fetched)
        # Whoever stops waiting doesn't stop it for the others.
        return (await asyncio.shield(self._fetching)).text

    def forget(self, token: str) -> None:
        """Use a token no more that a server has refused."""
        if self._token and self._token.text == token:
            self._token = None

    def _fetched(self, task: asyncio.Task[_Token]) -> None:
        self._fetching = None
        if not task.cancelled() and not task.exception():
            self._token = task.result()

    async def _fetch(self) -> _Token:
        for attempt in range(1, _ATTEMPTS):
            try:
                return await self._ask()
            except (ConnectionLostError, NotNowError):
                await asyncio.sleep(pause(attempt, self._longest_pause).total_seconds())
        return await self._ask()

    async def _ask(self) -> _Token:
        asked_at = time.monotonic()
        host = urlsplit(self._grant.token_url).netloc
        try:
            answer = await self._client.post(
                self._grant.token_url,
                data=self._grant.form(self._refresh_token),
                headers={"Accept": "application/json"},
                timeout=_TIMEOUT.total_seconds(),
                follow_redirects=False,  # a secret goes nowhere else
            )
        except httpx.HTTPError as error:
            raise ConnectionLostError(f"{host}: {shown(error) or type(error).__name__}") from None
        found = _read(answer)
        if not answer.is_success:
            raise self._refusal(host, answer.status_code, found)
        text, lasts = found.get("access_token"), found.get("expires_in")
        if not isinstance(text, str) or not text:
            raise NotNowError(f"{host} answered without an access token")
        self._refresh_token = str(found.get("refresh_token") or "") or self._refresh_token
        return _Token(text=text, good_until=asked_at + _usable(lasts).total_seconds())

    def _refusal(self, host: str, status: int, found: dict[str, object]) -> MailServerError:
        """The error of section 5.2, in one line that holds none of our secrets."""
        words = " ".join(str(found[key]) for key in ("error", "error_description") if found.get(key))
        for secret in (self._refresh_token, self._grant.client_secret):
            words = words.replace(secret, "***") if secret else words
        text = f"{host} gives no access token: {status} {shown(words)}".rstrip()
        passing = status in _LATER or status >= _SERVER_ERROR or found.get("error") in _PASSING
        return NotNowError(text) if passing else LoginRefusedError(text)


class Tokens:
    """The access tokens of all grants: those who share a grant share its tokens."""

    def __init__(self, client: httpx.AsyncClient, longest_pause: timedelta = _LONGEST_PAUSE) -> None:
        """Prepare.

        Args:
            client: closed by whoever made it.
            longest_pause: between two attempts.
        """
        self._client, self._longest_pause = client, longest_pause
        self._sources: dict[Grant, TokenSource] = {}

    def source(self, grant: Grant) -> TokenSource:
        """The tokens of a grant."""
        return self._sources.setdefault(grant, TokenSource(grant, self._client, self._longest_pause))


def _read(answer: httpx.Response) -> dict[str, object]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _usable(lasts: object) -> timedelta:
    """For how long a token is used: it must not run out while one logs in."""
    try:
        stated = timedelta(seconds=float(str(lasts)))
    except (ValueError, OverflowError):
        return _UNSTATED
    return max(stated - _MARGIN, stated / 2)
