"""What the sender's own sentences tell of the sender's intent. A question or a mere consideration states nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mail.nomination.organizations import find_organizations
from mail.nomination.scan import Scan
from mail.nomination.text import clean, tokenize
from mail.nomination.words import MailWords

_MARKS = "?؟？"
_LIST_ENDS = frozenset(",.;:()!،؛，。；！（）")
_MOST_LOOKED_AT = 2_000
_FEW = 6
_FEW_CHARACTERS = 14
_SHORT_WORD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What stands in a mail's own words.

    `joins`: the sender takes part as the last of several who are named.
    `nominates`, `interested`, `attends`, `withdraws`, `withdraws_self`, `replaces`, `subscribes`, `unsubscribes`: see
    the lists of words. `questions` are sentences; `adverts` and `chatter` count signs.
    """

    nominates: bool = False
    interested: bool = False
    attends: bool = False
    joins: bool = False
    withdraws: bool = False
    withdraws_self: bool = False
    replaces: bool = False
    subscribes: bool = False
    unsubscribes: bool = False
    questions: tuple[str, ...] = ()
    adverts: int = 0
    chatter: int = 0
    size: int = 0


def is_question(scan: Scan) -> bool:
    """Whether a sentence asks for something to be told."""
    text = scan.text.rstrip(" \"'»”)）")
    if scan.has("receipt"):
        return False
    if text.endswith(tuple(_MARKS)) or "¿" in text:
        return True
    asks = scan.hits("ask")
    if not asks or (scan.tokens and text.endswith((":", "："))):
        return False
    first = min(h.start for h in asks)
    return any(
        h.start >= first and (h.start >= asks[0].end or h.end > asks[0].start + 1) for h in scan.hits("question_words")
    )


def language_of(text: str, words: MailWords) -> str | None:
    """The language whose own phrases stand in a text, for a mail of one or two words; None where none or several do."""
    scan = Scan(clean(text[:_MOST_LOOKED_AT]), words)
    names = ("subscribe", "unsubscribe", "self", "interest", "nominate", "withdraw", "ask", "greetings", "closings")
    spans: dict[tuple[int, int], set[str]] = {}
    for name in names:
        for hit in scan.hits(name):
            spans.setdefault((hit.start, hit.end), set()).add(hit.label)
    votes = Counter(label for labels in spans.values() if len(labels) == 1 for label in labels)
    best = votes.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else None


def frame_language(text: str, words: MailWords) -> str | None:
    """The language that a mail is greeted and closed in, None where the two differ or one of them is lacking."""
    scan = Scan(clean(text[:_MOST_LOOKED_AT]), words)
    greetings = {hit.label for hit in scan.hits("greetings") if hit.start == 0}
    closings = scan.hits("closings")
    last = {hit.label for hit in closings if hit.start == closings[-1].start}
    return greetings.pop() if greetings == last and len(greetings) == 1 else None


def _longest(scan: Scan, *names: str) -> int:
    spans = [scan.tokens[h.end - 1].end - scan.tokens[h.start].start for name in names for h in scan.hits(name)]
    return max(spans, default=0)


def _ends_list(scan: Scan, name: str, *, short: bool) -> bool:
    """Whether a mail asks to be put on or off the list of reminders; a bare word does so in a very short mail."""
    for hit in scan.hits(name):
        size = scan.tokens[hit.end - 1].end - scan.tokens[hit.start].start
        tiny = (hit.end - hit.start == 1 and size <= _SHORT_WORD) or (scan.tokens[hit.start].is_han and size <= 2)  # noqa: PLR2004
        if (short or not tiny) and size >= _longest(scan, "withdraw", "withdraw_self"):
            return True
    return False


def read_signals(
    sentences: Sequence[str], subject: str, words: MailWords, *, is_reply: bool, names_persons: bool
) -> Signals:
    """Read the signals of a mail.

    Args:
        sentences: its own, without greeting and signature.
        subject: its subject.
        words: all words.
        is_reply: the subject is that of an earlier message.
        names_persons: somebody is named as a participant, so that a request to register is no question.
    """
    subject = "" if is_reply else subject
    size = sum(len(tokenize(sentence)) for sentence in sentences)
    short = size <= (_FEW_CHARACTERS if any("\u4e00" <= c <= "\u9fff" for s in sentences for c in s) else _FEW)
    scans = [Scan(sentence, words) for sentence in sentences]
    scans += [Scan(subject, words)] if subject else []
    told: list[Scan] = []
    questions: list[str] = []
    for n, scan in enumerate(scans):
        is_subject = bool(subject) and n == len(scans) - 1
        if is_question(scan) and not (is_subject and size) and not (names_persons and _asks_to_register(scan)):
            questions.append(scan.text)
        else:
            told.append(scan)
    plain = [scan for scan in told if not scan.has("indirect")]
    whole = [Scan(scan.text, words) for scan in scans]
    listing = [scan for scan in whole if not scan.has("interest") or scan.has("unsubscribe")]
    return Signals(
        nominates=any(scan.has("nominate") for scan in plain),
        interested=any(scan.has("interest") or _accepts(scan) for scan in plain),
        attends=any(_attends(scan, names_persons=names_persons) or _joins(scan) for scan in plain),
        joins=any(_joins(scan) for scan in plain),
        withdraws=any(scan.has("withdraw", "withdraw_self") for scan in plain),
        withdraws_self=any(scan.has("withdraw_self") for scan in plain),
        replaces=any(scan.has("replace") for scan in plain) and not any(scan.has("no_replacement") for scan in plain),
        subscribes=any(_ends_list(scan, "subscribe", short=short) for scan in listing),
        unsubscribes=any(_ends_list(scan, "unsubscribe", short=short) for scan in whole),
        questions=tuple(questions),
        adverts=sum(len(scan.hits("advert")) for scan in scans),
        chatter=sum(len(scan.hits("chatter")) for scan in scans),
        size=size,
    )


def _attends(scan: Scan, *, names_persons: bool) -> bool:
    if not names_persons and _accepts(scan):
        return True
    return scan.has("self") and not _is_denied(scan)


def _without_organizations(scan: Scan) -> Scan:
    """A sentence without the names of organisations, which may be longer than a phrase's gap: "我代表…报名参加"."""
    text = scan.text
    for organization in find_organizations(scan):
        text = text.replace(organization.text, " ")
    return Scan(text, scan.words) if text != scan.text else scan


def _accepts(scan: Scan) -> bool:
    return scan.has("accepts") or _without_organizations(scan).has("accepts")


def _joins(scan: Scan) -> bool:
    """Whether the sender is the last of those who are put forward: "Mr Example (address) and I"."""
    if not scan.has("nominate", "interest", "self") or scan.has("withdraw", "withdraw_self"):
        return False
    return any(
        hit.end == len(scan.tokens) or scan.gap(hit.end - 1).strip()[:1] in _LIST_ENDS or _is_verb_at(scan, hit.end)
        for hit in scan.hits("and_me")
    )


def _is_verb_at(scan: Scan, n: int) -> bool:
    return any(hit.start == n for hit in scan.hits("interest"))


def _is_denied(scan: Scan) -> bool:
    """Whether words of taking part stand within words of not doing so: "I will not be able to attend"."""
    denied = scan.covered("withdraw", "withdraw_self")
    return bool(denied) and all(denied & set(range(h.start, h.end)) for h in scan.hits("self"))


def _asks_to_register(scan: Scan) -> bool:
    """Whether it asks "Could you please register the following persons?"."""
    return scan.has("nominate") and scan.has("ask") and not scan.has("indirect")
