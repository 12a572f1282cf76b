"""What the commands on drafts share: the operator's folder, who decides and when, how facts are shown."""

import getpass
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import paths
from bot.cli.console import bold, dim, fail, one_line
from bot.cli.state import moment_of
from bot.config_file import own_letters
from bot.drafts import Decision, Desk
from knowledge.compiling import load_concepts
from knowledge.extraction.drafts.draft import Draft, DraftFact
from knowledge.schema import SubjectRow

_MARKS = {"proposed": "?", "accepted": "+", "rejected": "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Who works at the desk, and the moment as ISO 8601."""

    desk: Desk
    by: str
    at: str

    def decision(self, command: str, reference: str, decision: str) -> Decision:
        """What is kept of something that was decided."""
        return Decision(when=self.at, who=self.by, command=command, letter=reference, decision=decision)


def open_desk(config: Path | None) -> Desk:
    """The operator's folder of letters; exit status 2 where none is configured."""
    folder = own_letters(config, os.environ, Path())
    if folder is None:
        fail("there is no folder for letters of your own: set letters_dir under [service] in the configuration")
    return Desk(folder)


def find_draft(target: str, config: Path | None) -> tuple[Desk, Path]:
    """A draft by what was given instead of a folder; exit status 2 where there is none."""
    folder = own_letters(config, os.environ, Path())
    if folder is None:
        fail(f"{target}: no such folder")
    return Desk(folder), Desk(folder).find(target)


def clerk_of(config: Path | None, by: str | None, now: str | None) -> Clerk:
    """Who decides, where and when; exit status 2 where the options are wrong."""
    at = moment_of(now).isoformat(timespec="seconds")
    return Clerk(desk=open_desk(config), by=one_line(by or _login()) or "unknown", at=at)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name, as in some containers
        return f"uid {os.getuid()}"


def known_concepts() -> frozenset[str]:
    """The ids of `concepts.yaml`."""
    return frozenset(load_concepts(paths.VOCABULARY).concepts)


def title_of(fact: DraftFact) -> str:
    """A fact in one line: its kind, role, value and subject."""
    role = f" ({fact.role})" if fact.role else ""
    subject = f" – {fact.subject or fact.person}" if fact.subject or fact.person else ""
    return one_line(f"{fact.kind}{role}: {fact.value}{subject}")


def fact_lines(fact: DraftFact) -> Iterator[str]:
    """A fact with its words and what needs an eye."""
    yield bold(f"{_MARKS[fact.state]} {fact.id}  {title_of(fact)}")
    yield from (f"    ! {one_line(warning)}" for warning in fact.warnings)
    yield from detail_lines(fact)
    yield dim(f"    “{one_line(fact.quote)}”")


def detail_lines(fact: DraftFact) -> Iterator[str]:
    """What else a fact says."""
    for language, text in (fact.label.model_dump() if fact.label else {}).items():
        if text:
            yield f"    label {language}: {one_line(text)}"
    rows = (("about", fact.about), ("sent to", fact.send_to), ("replaces", fact.supersedes))
    yield from (f"    {name}: {one_line(', '.join(values))}" for name, values in rows if values)
    if fact.zone:
        yield f"    zone: {fact.zone}"
    if fact.note:
        yield f"    note: {one_line(fact.note)}"


def subject_line(row: SubjectRow) -> str:
    """A proposed subject in one line."""
    names = ", ".join(f"{language}: {name}" for language, name in row.names.model_dump().items() if name)
    whole = f" of {row.part_of}" if row.part_of else ""
    return one_line(f"new {row.kind}{whole}: {row.id} ({names})")


def counts(draft: Draft) -> str:
    """How far a draft is."""
    decided = len(draft.facts) - len(draft.undecided)
    warned = sum(bool(fact.warnings) and not fact.is_decided for fact in draft.facts)
    return f"{len(draft.facts)} facts: {decided} decided, {len(draft.undecided)} undecided, {warned} to be checked"
