"""An answer to what was asked for: by itself it says too little, so it is read in the light of the entry it completes.

Pure. Whether the message belongs to the entry's thread is for the caller to know.
"""

from dataclasses import replace

from handlers.interest import Interest
from mail.message import Message

_OPENING = "We nominate the following participant:\n\n"
"""In whatever language the answer goes on: it is read by the words of all languages."""


def in_light_of(message: Message, entry: Interest) -> Message:
    """A message as if it repeated whom the entry nominates before it adds the rest.

    Args:
        message: which says nothing that could be understood alone, such as a bare address.
        entry: which lacks something.
    """
    names = "".join(f"Name: {participant.name}\n" for participant in entry.participants)
    return replace(message, own=f"{_OPENING}{names}{message.own}")
