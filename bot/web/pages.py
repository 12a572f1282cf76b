"""A page as HTML: one sentence and at most one button, which works without a script. Nothing is looked up here."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from bot import paths
from handlers.wording import RIGHT_TO_LEFT, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says: `text` and `button` are keys of the texts, under `page`; `address` is whom it concerns."""

    text: str
    button: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Makes pages of the template and the style in `config/pages`, which are read once."""

    template: Template
    style: str

    @classmethod
    def read(cls, folder: Path = paths.PAGES) -> Self:
        """Read template and style."""
        environment = Environment(autoescape=True, undefined=StrictUndefined)
        template = environment.from_string((folder / "page.html").read_text(encoding="utf-8"))
        return cls(template=template, style=(folder / "page.css").read_text(encoding="utf-8"))

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: no content from anywhere, no script, this style alone (CSP level 2)."""
        digest = b64encode(sha256(self.style.encode()).digest()).decode()
        sources = (f"style-src 'sha256-{digest}'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")
        return "; ".join(("default-src 'none'", *sources))

    def html(self, page: Page, wording: Wording) -> str:
        """The page in a language.

        Args:
            page: what it says.
            wording: the language's texts of `config/reminders`.
        """
        address = wording.apart(page.address)
        return self.template.render(
            language=wording.language,
            direction="rtl" if wording.language in RIGHT_TO_LEFT else "ltr",
            title=wording.say("page.title"),
            text=wording.say(f"page.{page.text}", address=address),
            button=wording.say(f"page.{page.button}") if page.button else None,
            style=Markup(self.style),  # noqa: S704 - a file of our own
        )


def preferred_language(header: str, known: frozenset[str], otherwise: str) -> str:
    """The language that a browser prefers among those that are known (:rfc:`9110`, section 12.5.4).

    Args:
        header: Accept-Language, whatever it holds.
        known: the languages that there are texts in.
        otherwise: the language where none is known.
    """
    weighed = [_weighed(part) for part in header[:1_000].split(",")]
    wanted = [(weight, code) for weight, code in weighed if weight > 0 and code in known]
    return max(wanted, key=lambda entry: entry[0], default=(0.0, otherwise))[1]


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.partition(";")
    code = tag.strip().lower().partition("-")[0]
    _, _, number = weight.partition("=")
    try:
        return (float(number) if weight.strip() else 1.0), code
    except ValueError:
        return 0.0, code
