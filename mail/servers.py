"""What `imap` and `smtp` share: where a mail server is, how one logs in, and what of its answers can be shown."""

import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from mail.errors import UntrustedServerError

_LONGEST = 200


class Security(StrEnum):
    """How a connection is encrypted: from its beginning, from a command on, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Method(StrEnum):
    """How one logs in."""

    PASSWORD = "password"  # noqa: S105 - the name of a way, as in the settings
    XOAUTH2 = "xoauth2"
    OAUTHBEARER = "oauthbearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A mail server. `ca_file` holds certificates that are believed in addition to the system's."""

    host: str
    port: int
    security: Security = Security.TLS
    ca_file: Path | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A name, and a password or an access token."""

    user: str
    secret: str = field(repr=False)
    method: Method = Method.PASSWORD


def tls_context(server: MailServer) -> ssl.SSLContext:
    """What certificates are checked with, names too."""
    context = ssl.create_default_context()
    if server.ca_file:
        context.load_verify_locations(server.ca_file)
    return context


def check_plain(server: MailServer, peer: str) -> None:
    """See that what is not encrypted does not leave this machine.

    Args:
        server: what was connected to.
        peer: the address at the other end.

    Raises:
        UntrustedServerError: it does.
    """
    if not ip_address(peer.partition("%")[0]).is_loopback:
        raise UntrustedServerError(f"{server} is not on this machine, and security is none: use tls or starttls")


def token_response(login: Login) -> bytes:
    """What an access token is presented in: XOAUTH2 as Google defines it, OAUTHBEARER by :rfc:`7628`, section 3.1."""
    if login.method == Method.XOAUTH2:
        return f"user={login.user}\1auth=Bearer {login.secret}\1\1".encode()
    name = login.user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={name},\1auth=Bearer {login.secret}\1\1".encode()


def refusal_response(login: Login) -> bytes:
    """What is answered where a token is refused, so that the server says so (:rfc:`7628`, section 3.2.3)."""
    return b"" if login.method == Method.XOAUTH2 else b"\1"


def shown(text: object) -> str:
    """A server's words, or an error's, in one line of bounded length."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
