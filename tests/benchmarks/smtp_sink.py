"""A lean SMTP server on loopback, for benchmarks: takes every message to its final dot, keeps no text, answers 250.

Prints its port; when its standard input ends, how many messages it took, and for how many recipients. It is a process
of its own, so that it shares no interpreter with what is measured, and does as little as an honest server can: the
dialogue of :rfc:`5321`, one answer a command. It writes nothing to a disk.
"""

import asyncio
import sys
from typing import cast

import uvloop

_END = b"\r\n.\r\n"
_SAID = {
    b"EHLO": b"250-sink.example.org\r\n250-8BITMIME\r\n250 SIZE\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
    b"DATA": b"354 Go on\r\n",
}


class Sink(asyncio.Protocol):
    """One connection; what all have taken is counted together."""

    taken = 0
    recipients: set[bytes] = set()  # noqa: RUF012 - of all connections together

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass of it
        self._rest, self._in_text = b"", False
        self._transport.write(b"220 sink.example.org ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer each command, and each text at its end."""
        self._rest += data
        while True:
            head, end, rest = self._rest.partition(_END if self._in_text else b"\r\n")
            if not end:
                return
            self._rest = rest
            self._transport.write(self._text() if self._in_text else self._command(head))

    def _text(self) -> bytes:
        self._in_text = False
        Sink.taken += 1
        return b"250 2.0.0 Ok: queued as %d\r\n" % Sink.taken

    def _command(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"RCPT":
            Sink.recipients.add(line.partition(b"<")[2].partition(b">")[0])
        self._in_text = verb == b"DATA"
        return _SAID.get(verb, b"250 2.0.0 Ok\r\n")


async def main() -> None:
    """Serve until standard input ends."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(Sink.taken, len(Sink.recipients), flush=True)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
