"""Where a nomination comes from: the organisation that nominates, and its country."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mail.nomination.countries import country_of_domain, only_country
from mail.nomination.organizations import Organization, find_organizations
from mail.nomination.records import Record, is_organization
from mail.nomination.scan import Scan
from mail.nomination.text import clean, squeeze, tokenize
from mail.nomination.texts import Texts
from mail.nomination.words import MailWords

_LABELLED, _TELLING, _OF_PERSON, _MENTIONED, _SIGNED, _SHOWN, _HEADED, _IN_SUBJECT, _PART = (
    100,
    80,
    70,
    45,
    50,
    40,
    35,
    30,
    10,
)
_BESIDE_POST = 60
_MISSION = 60
"""So much less weighs a mission: it mostly transmits what others decide."""
_LATER = 5
_HEAD_LINES, _HEAD, _HEAD_WORDS = 5, 2_000, 12
_NEAR = 3


class _Candidate(NamedTuple):
    weight: int
    text: str
    is_mission: bool


def _weighed(weight: int, text: str, words: MailWords) -> _Candidate:
    is_mission = Scan(text, words).has("missions")
    return _Candidate(weight - _MISSION * is_mission, text, is_mission)


def _in_sentence(scan: Scan, organization: Organization) -> int:
    """How much speaks for an organisation in a sentence: less where it only tells somebody's post."""
    weight = _TELLING if scan.has("nominate", "interest", "self", "accepts", "withdraw", "behalf") else _MENTIONED
    start = organization.start
    if any(start - _NEAR <= hit.end <= start for hit in scan.hits("posts")):
        weight = _PART if any(hit.start == start for hit in scan.hits("units")) else _BESIDE_POST
    return weight - _MISSION * organization.is_mission


def _candidates(texts: Texts, records: Sequence[Record]) -> Iterator[_Candidate]:
    words = texts.words
    for n, read in enumerate(texts.every):
        less = _LATER * n
        yield from (_Candidate(_LABELLED - less, text, is_mission=False) for text in read.found.organizations)
        for sentence in read.found.sentences:
            scan = Scan(sentence, words)
            for found in find_organizations(scan):
                yield _Candidate(_in_sentence(scan, found) - less, found.text, found.is_mission)
        yield from (_weighed(_SIGNED - less, text, words) for text in read.signature.organizations)
    yield from (_Candidate(_OF_PERSON, r.organization, is_mission=False) for r in records if r.organization)
    for name in dict.fromkeys((texts.author_name, clean(texts.message.sender.name))):
        if is_organization(squeeze(name), words):
            yield _weighed(_SHOWN, squeeze(name), words)
    for found in find_organizations(Scan(texts.subject, words)):
        yield _weighed(_IN_SUBJECT, found.text, words)
    yield from _letterheads(texts)


def _letterheads(texts: Texts) -> Iterator[_Candidate]:
    for part in texts.message.attachments:
        for line in clean(part.text[:_HEAD]).split("\n")[:_HEAD_LINES]:
            if is_organization(squeeze(line), texts.words) and len(tokenize(line)) <= _HEAD_WORDS:
                yield _weighed(_HEADED, squeeze(line), texts.words)


def find_origin(texts: Texts, records: Sequence[Record]) -> tuple[str | None, str | None]:
    """The nominating organisation as written, and the mission that transmits, where there is one.

    Args:
        texts: of the message.
        records: the persons put forward.
    """
    found = list(_candidates(texts, records))
    mission = next((c.text for c in found if c.is_mission), None)
    if not found:
        return None, mission
    chosen = max(found, key=lambda c: c.weight).text
    own = {token.text for token in tokenize(chosen)}
    fuller = (
        c.text for c in found if c.weight > 0 and c.text.startswith(chosen) and own < {t.text for t in tokenize(c.text)}
    )
    return next(fuller, chosen), mission


def find_country_of(
    texts: Texts, records: Sequence[Record], organizations: Sequence[str | None], hosts: frozenset[str]
) -> str | None:
    """The country of a nomination: by a label, by the organisations, by what else is said, by national domains.

    Args:
        texts: of the message.
        records: the persons put forward.
        organizations: the nominating one, then the mission.
        hosts: countries where events take place; naming them says nothing.
    """
    labelled = {code for read in texts.every for code in read.found.countries} | {
        r.country for r in records if r.country
    }
    if len(labelled) == 1:
        return labelled.pop()
    for text in organizations:
        code = only_country(text, texts.words, adjectives=True) if text else None
        if code:
            return code
    return _said(texts, hosts, records) or _by_domain(
        [texts.author_address, texts.message.sender.address, *(r.email for r in records)]
    )


def _said(texts: Texts, hosts: frozenset[str], records: Sequence[Record]) -> str | None:
    """A country that the texts name otherwise; persons may be called Jordan or Georgia."""
    words = texts.words
    named = [text for read in texts.every for text in read.signature.organizations]
    named += [o.text for read in texts.every for s in read.found.sentences for o in find_organizations(Scan(s, words))]
    names = [texts.author.signature.record.name, *(record.name for record in records)]
    shown = texts.author_name if is_organization(texts.author_name, words) else ""
    plain = [shown, *(read.signature.text for read in texts.every)]
    plain += ["\n".join(read.body for read in texts.spoken), texts.subject, *(read.body for read in texts.documents)]
    for name in filter(None, names):
        plain = [text.replace(name, " ") for text in plain]
    pairs = [*((text, True) for text in named), *((text, False) for text in plain)]
    codes = (only_country(clean(text), words, but=hosts, adjectives=adjectives) for text, adjectives in pairs)
    return next((code for code in codes if code), None)


def _by_domain(addresses: Sequence[str]) -> str | None:
    codes = {code for address in addresses if (code := country_of_domain(address))}
    return codes.pop() if len(codes) == 1 else None
