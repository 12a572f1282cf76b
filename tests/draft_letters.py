"""Invented circulars for tests of drafts, and a folder of letters of one's own to put them in."""

from dataclasses import dataclass
from pathlib import Path

from bot import paths
from bot.drafts import Desk, write_whole
from bot.letterwords import letter_words
from bot.library import Knowledge
from knowledge.book import FactBook
from knowledge.compiling import load_concepts
from knowledge.extraction.drafts.check import Ground, ground_of
from knowledge.extraction.drafts.draft import Draft, State, decided
from knowledge.extraction.drafts.proposing import Known, Origin, propose
from knowledge.extraction.drafts.topics import TopicReader
from knowledge.extraction.extract import extract
from knowledge.extraction.reading import read_document

INVITATION = """International Telecommunication Union

Geneva, 3 May 2030

Ref.: CL-30/11
Contact: Ms Ana Ejemplo
Telephone: +41 22 730 0000
E-mail: forum@example.org

To:

- Member States of the Union
- Sector Members

Subject: Invitation to the WSIS Forum 2030

Dear Sir/Madam,

The WSIS Forum 2030 will be held from 7 to 10 October 2030 in Geneva (Switzerland).

Please confirm your participation in the WSIS Forum 2030 no later than 20 August 2030 by e-mail to forum@example.org.

Contributions to the open consultation should be submitted by 15 July at https://www.example.org/forum/2030/inputs.

The agenda is available at https://www.example.org/forum/2030.

Yours faithfully,

Ana EJEMPLO
Secretary-General
"""

POSTPONED = """Geneva, 1 July 2030

Ref.: CL-30/14
Contact: Ms Ana Ejemplo
E-mail: forum@example.org

To the Member States of the Union

Subject: WSIS Forum 2030: new dates

Dear Sir/Madam,

The WSIS Forum 2030 has been postponed and will now be held from 4 to 7 November 2030 in Lisbon (Portugal).

The deadline to confirm participation has been extended to 20 September 2030.

Yours faithfully,

Ana EJEMPLO
Secretary-General
"""

NEW_EVENT = """Geneva, 4 March 2030

Ref.: GF-30/2
Contact: Mr Tilman Achterhof
E-mail: harbours@example.org

Subject: Invitation to the Congress on Green Harbours, 24-26 June 2030, Montevideo (Uruguay)

Dear Sir/Madam,

I am pleased to invite you to the Congress on Green Harbours, which will be held from 24 to 26 June 2030 in Montevideo
(Uruguay).

To help delegations prepare, the secretariat will hold an introductory webinar on 14 May 2030.

Delegations are kindly requested to register their participants at https://www.example.org/harbours no later than
30 April 2030.

Yours faithfully,

Paloma IRIARTE
Executive Secretary
"""


def proposed(text: str, knowledge: Knowledge, book: FactBook | None = None, name: str = "letter.md") -> Draft:
    """The draft of a letter, as it is first proposed."""
    document = read_document(name, text.encode())
    words = letter_words()
    found = extract(document, words)
    known = Known(
        book=book or knowledge.library.book,
        words=words,
        reader=TopicReader(lexicon=knowledge.library.lexicon(found.language or "en")),
        concepts=frozenset(load_concepts(paths.VOCABULARY).concepts),
    )
    return propose(found, document.text(), Origin(source=name, by="Ana", at="2030-05-04T09:00:00+02:00"), known)


def grounded(text: str, draft: Draft, book: FactBook) -> Ground:
    """What the facts of a draft stand on."""
    return ground_of(text, draft, book, frozenset(load_concepts(paths.VOCABULARY).concepts))


def all_accepted(draft: Draft) -> Draft:
    """The draft with every fact accepted."""
    facts = tuple(decided(fact, State.ACCEPTED, "Ana", "2030-05-04T10:00:00+02:00") for fact in draft.facts)
    return draft.model_copy(update={"facts": facts})


@dataclass(frozen=True)
class Office:
    """A folder of letters of one's own, and the configuration that names it."""

    desk: Desk
    config: Path

    def put(self, draft: Draft, text: str) -> Path:
        """Put a draft there; returns its file."""
        path = self.desk.place_for(draft.reference)
        write_whole(path.with_suffix(".md"), text)
        self.desk.save(path, draft)
        return path

    def files(self) -> set[str]:
        """What is there, without the lock."""
        found = (path for path in self.desk.folder.rglob("*") if path.is_file() and path.name != ".lock")
        return {str(path.relative_to(self.desk.folder)) for path in found}


def make_office(folder: Path) -> Office:
    """Make an empty one."""
    (folder / "letters").mkdir()
    config = folder / "plazo.toml"
    config.write_text('[service]\nletters_dir = "letters"\n', "utf-8")
    return Office(Desk(folder / "letters"), config)
