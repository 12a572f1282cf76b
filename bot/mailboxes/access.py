"""From the settings of a mailbox to what `mail.imap` and `mail.smtp` take: where its servers are, how one logs in."""

from bot.oauth import Grant, Tokens
from bot.settings import ServerSettings
from mail.servers import Login, MailServer, Method, Security


def mail_server(settings: ServerSettings) -> MailServer:
    """Where a server is."""
    security = Security(settings.security)
    return MailServer(host=settings.host, port=settings.port, security=security, ca_file=settings.ca_file)


class Credentials:
    """How one logs in to a server; for one with access tokens, each time with one that is good."""

    def __init__(self, settings: ServerSettings, tokens: Tokens) -> None:
        """Prepare; nothing is asked yet.

        Args:
            settings: of the server, with a user.
            tokens: where access tokens come from.
        """
        self._user = settings.user or ""
        self._method = Method(settings.auth)
        self._password = settings.password.get_secret_value() if settings.password else ""
        grant = Grant.of(settings)
        self._source = tokens.source(grant) if grant else None
        self._last = ""

    async def login(self) -> Login:
        """What to log in with.

        Raises:
            MailServerError: no access token can be had; the kind says what is to be done.
        """
        self._last = await self._source.token() if self._source else self._password
        return Login(user=self._user, secret=self._last, method=self._method)

    def refused(self) -> None:
        """Note that the server did not take it: the next time, a new access token is fetched."""
        if self._source:
            self._source.forget(self._last)


def credentials(settings: ServerSettings, tokens: Tokens) -> Credentials | None:
    """How one logs in; None for a server without a user."""
    return Credentials(settings, tokens) if settings.user else None
