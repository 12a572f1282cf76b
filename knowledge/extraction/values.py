"""What is read from a letter: the object of `plazo letters extract`, before a person has looked at it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody to write to or call; each detail is None where the letter lacks it."""

    name: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What those written to have to do, and by when; `value` is None where it is counted from something else."""

    value: str | None
    what: str
    send_to: tuple[str, ...]
    quote: str
    zone: str | None = None
    written: str = ""
    """The words of the date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What takes place, when and where; `value` is EDTF, `zone` the IANA name of a stated zone."""

    name: str
    value: str
    place: str | None
    quote: str
    zone: str | None = None
    written: str = ""
    """The words of the date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """All that is read from one letter. What the letter does not state is None or empty."""

    language: str | None
    reference: str | None
    date: str | None
    subject: str | None
    signatory: str | None
    addressees: tuple[str, ...]
    contacts: tuple[Contact, ...]
    deadlines: tuple[Deadline, ...]
    events: tuple[Event, ...]
    urls: tuple[str, ...]
    warnings: tuple[str, ...]
