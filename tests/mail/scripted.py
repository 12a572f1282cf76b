"""A small IMAP server that says what it is told to: for what a well-made server never says, or only once in a while."""

import socket
import threading
from collections.abc import Mapping
from typing import Self

GREETING = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE] ready"
_ANSWERS = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done",
    "LOGIN": "TAG OK [CAPABILITY IMAP4rev1 IDLE] welcome",
    "LIST": '* LIST (\\Noselect) "/" ""\r\nTAG OK done',
    "SELECT": "* 1 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] \r\n* OK [UIDNEXT 6] \r\nTAG OK [READ-WRITE] done",
    "UID SEARCH": "* SEARCH\r\nTAG OK done",
    "IDLE": "+ idling",
    "DONE": "IDLETAG OK done",
    "NOOP": "TAG OK done",
    "LOGOUT": "* BYE\r\nTAG OK done",
}


class ScriptedServer:
    """One server for one connection after the other, from `with` to its end.

    An answer stands under the beginning of a command; `TAG` in it is the command's, `IDLETAG` that of the last IDLE.
    """

    def __init__(self, answers: Mapping[str, str] | None = None, greeting: str = GREETING) -> None:
        """Prepare.

        Args:
            answers: which differ from the usual ones; an empty one is none at all.
            greeting: what is said first.
        """
        self._answers = _ANSWERS | dict(answers or {})
        self._greeting = greeting
        self.commands: list[str] = []

    def __enter__(self) -> Self:
        """Start."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, once the client has gone."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            with link, link.makefile("rwb", buffering=0) as stream:
                stream.write(f"{self._greeting}\r\n".encode())
                idle_tag = ""
                while line := stream.readline().decode().strip():
                    tag, _, command = line.partition(" ") if line != "DONE" else ("", "", line)
                    idle_tag = tag if command == "IDLE" else idle_tag
                    self.commands.append(command)
                    answer = max((key for key in self._answers if command.startswith(key)), key=len, default="")
                    said = self._answers.get(answer, "TAG BAD unknown").replace("IDLETAG", idle_tag).replace("TAG", tag)
                    if said:
                        stream.write(f"{said}\r\n".encode())
                    if "* BYE" in said:
                        break
