"""Compares what was extracted from letters with what is wanted, by the measures of the acceptance.

Right or wrong: language, reference, date. Counted, each value once: names, addresses and telephones of the contacts,
values of deadlines and events. Quotes must stand verbatim in the letter. An event's `also` holds other values that are
right for it: they are neither asked for nor counted against; nor is a deadline that is listed among the events.
It reads no letters itself: what came is the JSON object of `plazo letters extract`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, TypeAlias

from lxml import html

Gold: TypeAlias = Mapping[str, Any]

SINGLE = ("language", "reference", "date")
COUNTED = ("contact names", "contact emails", "contact phones", "deadlines", "events")

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*<>\\]")
_AS_WRITTEN = (".md", ".txt")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many values came, were wanted, and were both."""

    hit: int = 0
    came: int = 0
    wanted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(hit=self.hit + other.hit, came=self.came + other.came, wanted=self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        """How much of what came was wanted."""
        return self.hit / self.came if self.came else float(not self.wanted)

    @property
    def recall(self) -> float:
        """How much of what was wanted came."""
        return self.hit / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Both in one figure, their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One letter: what is right, what was counted, and each difference in words."""

    right: Mapping[str, bool]
    counted: Mapping[str, Tally]
    quotes: Tally
    problems: tuple[str, ...]


def fold(text: str) -> str:
    """One space for any white space; Markdown's emphasis and links are taken away."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())


def has_quote(quote: str, letter: Path) -> bool:
    """Whether a quote stands verbatim in a letter.

    Args:
        quote: the words.
        letter: a .txt or .md file, in which white space is folded; or an .html file, whose tags say nothing of white
            space, so that none counts.
    """
    written = letter.read_text(encoding="utf-8")
    if letter.suffix in _AS_WRITTEN:
        return bool(fold(quote)) and fold(quote) in fold(written)
    return bool(squeeze(quote)) and squeeze(quote) in squeeze(_page_text(written))


def squeeze(text: str) -> str:
    """No white space, and no bars between the cells of a table: what is left of a text in any format."""
    return "".join(fold(text).replace("|", "").split())


def _page_text(page: str) -> str:
    root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for unread in root.xpath("//script | //style"):
        unread.drop_tree()
    return str(root.text_content())


def values(letter: Gold, group: str) -> set[str]:
    """The values of one of `COUNTED`, each once; what is null is no value."""
    kind, _, field = group.partition(" ")
    entries = letter.get("contacts" if field else kind) or []
    found = {entry.get(field.removesuffix("s") if field else "value") for entry in entries}
    return {fold(value).casefold() if field == "names" else str(value) for value in found if value}


def _tolerated(wanted: Gold, group: str) -> set[str]:
    if group != "events":
        return set()
    return {value for event in wanted["events"] for value in event.get("also", ())} | values(wanted, "deadlines")


def compare(wanted: Gold, came: Gold, letter: Path) -> Comparison:
    """Hold what was extracted from one letter against what is wanted of it.

    Args:
        wanted: a line of a gold file.
        came: what `plazo letters extract --json` printed for it; an empty mapping where nothing came.
        letter: the file, in which the quotes are looked up.
    """
    right = {key: came.get(key) == wanted[key] for key in SINGLE}
    problems = [f"{key}: wanted {wanted[key]}, came {came.get(key)}" for key, good in right.items() if not good]
    counted = {}
    for group in COUNTED:
        want = values(wanted, group)
        have = values(came, group) - (_tolerated(wanted, group) - want)
        counted[group] = Tally(hit=len(want & have), came=len(have), wanted=len(want))
        if want != have:
            problems.append(f"{group}: lacks {sorted(want - have)}, too many {sorted(have - want)}")
    quotes = [entry.get("quote") or "" for kind in ("deadlines", "events") for entry in came.get(kind) or []]
    loose = [quote for quote in quotes if not has_quote(quote, letter)]
    problems += [f"not verbatim: {quote!r}" for quote in loose]
    verbatim = Tally(hit=len(quotes) - len(loose), came=len(quotes), wanted=len(quotes))
    return Comparison(right=right, counted=counted, quotes=verbatim, problems=tuple(problems))


def report(comparisons: Iterable[Comparison]) -> tuple[Mapping[str, Tally], str]:
    """The figures of many letters together.

    Returns:
        The tally of each counted group, of "all" of them and of the "quotes"; and the same in a few lines of text.
    """
    every = list(comparisons)
    tallies = {group: reduce(Tally.__add__, (one.counted[group] for one in every), Tally()) for group in COUNTED}
    tallies["all"] = reduce(Tally.__add__, tallies.values())
    tallies["quotes"] = reduce(Tally.__add__, (one.quotes for one in every), Tally())
    lines = [
        f"{group}: precision {tally.precision:.2f} recall {tally.recall:.2f} F1 {tally.f1:.2f}"
        for group, tally in tallies.items()
    ]
    lines += [f"{key}: {sum(one.right[key] for one in every)}/{len(every)}" for key in SINGLE]
    return tallies, "\n".join(lines)


def read_gold(folder: Path) -> Iterator[tuple[Gold, Path]]:
    """What is wanted of each letter of a folder, and its file."""
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        if line.strip():
            gold = json.loads(line)
            yield gold, folder / gold["file"]
