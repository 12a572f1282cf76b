"""From the files that a clerk edits to a FactBook, or an error that names file and field."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.book import FactBook, build_book
from knowledge.canonical import check_value, is_supported, read_when
from knowledge.edtf import parse_edtf
from knowledge.errors import BadDateError, BadLetterError
from knowledge.model import LANGUAGES, Fact, Kind, Letter, Subject, SubjectKind, Tags
from knowledge.schema import ConceptsFile, FactRow, LetterFile, SubjectRow
from knowledge.text import squeeze

SUBJECTS = "subjects.yaml"

_NOT_WORDS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}


class _PlainLoader(yaml.CSafeLoader):
    """YAML in which `no`, `on` and 2019-08-16 are text, as a clerk or translator expects."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in rows if tag in _NOT_WORDS]
    for first, rows in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
yaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"), Loader=_PlainLoader)

_Model = TypeVar("_Model", bound=BaseModel)


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLetterError(f"{path.name}: cannot be read: {error}") from error


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds; a model checks it next
    """Read a YAML file.

    Raises:
        BadLetterError: it cannot be read, is not UTF-8, or is not YAML; the message names file and line.
    """
    try:
        return yaml.load(_read_text(path), Loader=_PlainLoader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise BadLetterError(f"{path.name}: not YAML: {' '.join(str(error).split())}") from error


def check_shape(model: type[_Model], data: object, where: str) -> _Model:
    """Check what a file holds against the form that it should have.

    Raises:
        BadLetterError: the first field that is wrong, by name.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise BadLetterError(f"{where}: {path or 'the file'}: {first['msg']}") from error


class _Tree:
    """Turns the rows of subjects.yaml into subjects: who is part of what, and which tags that gives."""

    def __init__(self, rows: Iterable[SubjectRow], concepts: Mapping[str, str]) -> None:
        self.rows: dict[str, SubjectRow] = {}
        for row in rows:
            if row.id in self.rows or row.id in concepts:
                raise BadLetterError(f"{SUBJECTS}: {row.id}: this id is there already")
            self.rows[row.id] = row
        self.known = set(concepts) | set(self.rows)

    def build(self) -> dict[str, Subject]:
        return {row.id: self._subject(row) for row in self.rows.values()}

    def _line(self, row: SubjectRow) -> list[SubjectRow]:
        line = [row]
        while line[-1].part_of:
            whole = self.rows.get(line[-1].part_of)
            if whole is None:
                raise BadLetterError(f"{SUBJECTS}: {row.id}: part_of: unknown subject {line[-1].part_of!r}")
            if whole in line:
                raise BadLetterError(f"{SUBJECTS}: {row.id}: part_of: the parts form a circle")
            line.append(whole)
        return line

    def _subject(self, row: SubjectRow) -> Subject:
        for field in ("tags", "at", "along"):
            unknown = {part for tag in getattr(row, field) for part in tag.split("+")} - self.known
            if unknown:
                raise BadLetterError(f"{SUBJECTS}: {row.id}: {field}: unknown id {min(unknown)!r}")
        unknown_languages = set(row.aliases) - set(LANGUAGES)
        if unknown_languages:
            raise BadLetterError(f"{SUBJECTS}: {row.id}: aliases: unknown language {min(unknown_languages)!r}")
        line = self._line(row)
        own = frozenset({row.id, *row.tags})
        edition = next((r for r in line if r.kind is SubjectKind.EDITION), None)
        return Subject(
            id=row.id,
            kind=row.kind,
            names=row.names.filled(),
            aliases={language: tuple(words) for language, words in row.aliases.items()},
            part_of=row.part_of,
            ancestors=tuple(r.id for r in line[1:]),
            identity=own.union(*(frozenset({r.id, *r.tags}) for r in line)),
            own=own,
            at=frozenset(row.at),
            along=frozenset(row.along),
            rank=row.rank,
            edition=edition.id if edition else None,
            year=edition.year if edition else None,
            years=frozenset(row.years) | ({edition.year} if edition and edition.year else frozenset()),
        )


def _letter(path: Path, row: LetterFile, subjects: Mapping[str, Subject]) -> Letter:
    text = path.with_suffix(".md")
    if not text.is_file():
        raise BadLetterError(f"{path.name}: the letter's text {text.name} is missing beside it")
    if row.language not in LANGUAGES:
        raise BadLetterError(f"{path.name}: language: {row.language!r} is none of {', '.join(LANGUAGES)}")
    for subject in row.covers:
        if subject not in subjects:
            raise BadLetterError(f"{path.name}: covers: unknown subject {subject!r}")
    try:
        when = parse_edtf(row.date)
        ZoneInfo(row.zone)
    except (BadDateError, ZoneInfoNotFoundError, ValueError) as error:
        raise BadLetterError(f"{path.name}: date or zone: {error}") from error
    return Letter(
        reference=row.reference,
        language=row.language,
        date=when,
        zone=row.zone,
        covers=tuple(row.covers),
        covers_about=frozenset(row.covers_about),
        text=_read_text(text),
    )


def _tags(row: FactRow, letter: Letter, subjects: Mapping[str, Subject]) -> Tags:
    tags = frozenset(row.about) | {letter.reference}
    if row.person:
        tags |= subjects[row.person].identity
    if row.subject:
        return tags | subjects[row.subject].tags
    return tags.union(letter.covers_about, {"letter"}, *(subjects[s].tags for s in letter.covers))


def _fact(row: FactRow, letter: Letter, subjects: Mapping[str, Subject], known: Tags, position: int) -> Fact:
    for field, ids in (("subject", [row.subject]), ("person", [row.person]), ("label_of", [row.label_of])):
        if ids[0] and ids[0] not in subjects:
            raise BadLetterError(f"{field}: unknown subject {ids[0]!r}")
    if unknown := {part for tag in row.about for part in tag.split("+")} - known:
        raise BadLetterError(f"about: unknown id {min(unknown)!r}")
    if squeeze(row.quote) not in squeeze(letter.text):
        raise BadLetterError(f"quote: not in the letter's text: “{row.quote}”")
    check_value(row.kind, row.value)
    if not is_supported(row.kind, row.value, row.quote):
        raise BadLetterError(f"value: {row.value!r} is not borne out by its quote “{row.quote}”")
    if row.kind is Kind.DEADLINE and not row.label:
        raise BadLetterError("label: a deadline needs one, in one language at least: what has to be done by then")
    zone = row.zone or letter.zone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadLetterError(f"zone: {zone!r} is no IANA time zone, such as Europe/Zurich") from error
    return Fact(
        id=f"{letter.reference}#{row.id}",
        letter=letter.reference,
        kind=row.kind,
        role=row.role,
        subject=row.subject,
        value=row.value,
        quote=squeeze(row.quote),
        zone=zone,
        position=position,
        when=read_when(row.kind, row.value),
        person=row.person,
        about=frozenset(row.about),
        only_about=row.only_about,
        label=row.label.filled(letter.language) if row.label else None,
        label_of=row.label_of,
        send_to=tuple(f"{letter.reference}#{i}" for i in row.send_to),
        note=row.note,
        supersedes=tuple(row.supersedes),
        tags=_tags(row, letter, subjects),
    )


def _check_links(facts: Mapping[str, Fact], names: Mapping[str, str]) -> None:
    for fact in facts.values():
        where = f"{names[fact.letter]}: {fact.id.partition('#')[2]}"
        for field in ("supersedes", "send_to"):
            unknown = [i for i in getattr(fact, field) if i not in facts]
            if unknown:
                raise BadLetterError(f"{where}: {field}: unknown fact {unknown[0]!r}")
        seen, waiting = set(), list(fact.supersedes)
        while waiting:
            older = waiting.pop()
            if older == fact.id:
                raise BadLetterError(f"{where}: supersedes: a circle, it replaces itself")
            if older not in seen:
                seen.add(older)
                waiting += facts[older].supersedes


def _supersede(facts: dict[str, Fact]) -> dict[str, Fact]:
    newer: dict[str, list[str]] = {}
    for fact in facts.values():
        for older in fact.supersedes:
            newer.setdefault(older, []).append(fact.id)
    return {i: replace(fact, superseded_by=tuple(newer.get(i, ()))) for i, fact in facts.items()}


def load_book(folders: Sequence[Path], concepts: ConceptsFile, default: Path | None = None) -> FactBook:
    """Read and check folders of letters: `subjects.yaml` and a `.md` and `.yaml` for each letter.

    Args:
        folders: where the files are; what one says may speak of what stands in another.
        concepts: the ids that facts and subjects may carry.
        default: where `subjects.yaml` is taken from when no folder has one.

    Raises:
        BadLetterError: the first thing that is wrong, naming file and field.
    """
    tree = _Tree(_subject_rows(folders, default), concepts.concepts)
    subjects = tree.build()
    letters: dict[str, Letter] = {}
    facts: dict[str, Fact] = {}
    names: dict[str, str] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml")) if path.name != SUBJECTS):
        row = check_shape(LetterFile, read_yaml(path), path.name)
        if row.reference in letters:
            raise BadLetterError(f"{path.name}: reference: {row.reference} is in {names[row.reference]} already")
        letter = letters[row.reference] = _letter(path, row, subjects)
        names[row.reference] = path.name
        for entry in row.facts:
            try:
                fact = _fact(entry, letter, subjects, frozenset(tree.known), len(facts))
            except BadLetterError as error:
                raise BadLetterError(f"{path.name}: {entry.id}: {error}") from error
            if fact.id in facts:
                raise BadLetterError(f"{path.name}: {entry.id}: this id is there already")
            facts[fact.id] = fact
    if not letters:
        raise BadLetterError(f"{folders[0]}: no letter here: expected pairs of .md and .yaml files")
    _check_links(facts, names)
    return build_book(letters, subjects, _supersede(facts))


def _subject_rows(folders: Sequence[Path], default: Path | None) -> Iterator[SubjectRow]:
    files = [folder / SUBJECTS for folder in folders if (folder / SUBJECTS).is_file()]
    for file in files or [(default or folders[0]) / SUBJECTS]:
        rows = read_yaml(file)
        if not isinstance(rows, list):
            raise BadLetterError(f"{SUBJECTS}: expected a list of subjects")
        for number, row in enumerate(rows, 1):
            yield check_shape(SubjectRow, row, f"{SUBJECTS}: entry {number}")
