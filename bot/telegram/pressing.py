"""What a pressed button says: a word for what it does, and what it does it to."""

from dataclasses import dataclass

_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A pressed button. `data` is what it sends, as `word:part:part`; it may be forged, or years old."""

    id: str
    message: int
    data: str

    @property
    def word(self) -> str:
        """What is to be done."""
        return self.data.partition(":")[0]

    def part(self, place: int) -> str:
        """The part at a place after the word; empty where there is none."""
        parts = self.data.split(":")[1:]
        return parts[place] if place < len(parts) else ""

    def number(self, place: int) -> int | None:
        """The number at a place after the word; None where there is none that a database could hold."""
        part = self.part(place)
        return int(part) if part.isdecimal() and len(part) <= _MOST_DIGITS else None
