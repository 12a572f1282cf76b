"""How a message of the channel `email` lies in the outbox; `mailboxes.post` sends it."""

from typing import Any

CHANNEL = "email"
SENDER_NAME = "Plazo"


def email_payload(mailbox: str, raw: bytes, *, null_sender: bool) -> dict[str, Any]:
    """The payload of a message.

    Args:
        mailbox: the address of the mailbox that sends it.
        raw: the message; it is kept as text with a character for each byte, which every database takes.
        null_sender: whether nobody is told where it cannot be delivered: for answers to what somebody sent.
    """
    return {"mailbox": mailbox, "message": raw.decode("latin-1"), "null_sender": null_sender}
