"""`plazo letters`: which letters there are, what they say, and whether files of letters are in order."""

from pathlib import Path
from typing import Annotated

import typer

from bot import paths
from bot.cli import drafting
from bot.cli.console import bold, dim, fail
from bot.cli.options import ConfigOption, open_letters
from bot.library import Sources, open_knowledge
from knowledge.book import FactBook
from knowledge.model import Fact, Kind

app = typer.Typer(no_args_is_help=True, help="The letters and their facts.", rich_markup_mode=None)


@app.command("list")
def list_letters(config: ConfigOption = None) -> None:
    """List the letters: reference, date, language, number of facts, subject."""
    book = open_letters(config).library.book
    counts = {ref: sum(fact.letter == ref for fact in book.facts.values()) for ref in book.letters}
    width = max(map(len, book.letters))
    for letter in sorted(book.letters.values(), key=lambda x: x.date.first_day()):
        own = book.fact_list(book.facts_by_letter[letter.reference])
        subject = next((fact.value for fact in own if fact.kind is Kind.SUBJECT), "")
        head = (
            f"{letter.reference:<{width}}  {letter.date.text}  {letter.language}  {counts[letter.reference]:>3} facts"
        )
        print(f"{bold(head)}  {subject}")


@app.command()
def show(
    reference: Annotated[str, typer.Argument(metavar="REF", help="A letter's reference, such as CL-19/35.")],
    config: ConfigOption = None,
) -> None:
    """Show a letter: its text, then each fact with the words it rests on."""
    book = open_letters(config).library.book
    letter = book.letters.get(reference)
    if letter is None:
        fail(f"no letter {reference!r}: there are {', '.join(book.letters)}")
    print(letter.text.strip())
    print()
    for fact in book.facts.values():
        if fact.letter == reference:
            _print_fact(fact, book)


def _print_fact(fact: Fact, book: FactBook) -> None:
    name = book.subjects[fact.subject].names["en"] if fact.subject else "the letter itself"
    role = f" ({fact.role})" if fact.role else ""
    print(f"{bold(f'{fact.kind}{role}: {fact.value}')} – {name}")
    print(dim(f"    “{fact.quote}”"))
    if fact.superseded_by:
        print(dim(f"    replaced by {', '.join(fact.superseded_by)}"))
    if fact.note:
        print(dim(f"    note: {fact.note}"))


@app.command("compile")
def compile_letters(
    config: ConfigOption = None,
    own: Annotated[
        Path | None, typer.Option("--own", metavar="DIR", help="A folder of own letters; by default as configured.")
    ] = None,
) -> None:
    """Compile letters and words into the cache, so that the first question in each language is answered at once."""
    from bot.library import load_all

    load_all(open_knowledge(Sources(own=own)) if own else open_letters(config))
    print(f"Compiled: {paths.cache_folder()}")


@app.command()
def check(
    target: Annotated[
        str, typer.Argument(metavar="[DIR|REF]", help="A folder of letters, by default the built-in ones; or a draft.")
    ] = str(paths.LETTERS),
    config: ConfigOption = None,
) -> None:
    """Check a folder of letters, or a draft: quotes, values, subjects, supersessions; exit 2 where one is wrong."""
    from knowledge.compiling import load_concepts
    from knowledge.loading import load_book

    folder = Path(target)
    if not folder.is_dir():
        drafting.check(target, config)
        return
    book = load_book([folder], load_concepts(paths.VOCABULARY), paths.LETTERS)
    print(f"In order: {len(book.letters)} letters, {len(book.facts)} facts, {len(book.subjects)} subjects.")


@app.command()
def extract(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Letters: .md, .txt, .pdf, .docx or .html, in any language.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Read letters and print the facts that they seem to state; nothing is stored. Exit 2 where one cannot be read."""
    from bot.cli.extracting import print_extracted

    raise typer.Exit(print_extracted(files, as_json=as_json))


app.command("add")(drafting.add)
app.command("drafts")(drafting.list_drafts)
app.command("review")(drafting.review)
app.command("publish")(drafting.publish)
app.command("retract")(drafting.retract)
