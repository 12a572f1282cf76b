"""A command with options that take several values after one flag: `--lead-days 30 7 1`."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar

from typer.core import TyperCommand


class SeveralValues(TyperCommand):
    """A command without arguments: whatever follows a value of such an option, up to the next option, is one more."""

    greedy: ClassVar[Collection[str]] = ("--subject", "--lead-days")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - a class that Typer keeps to itself
        """Read the command line."""
        return super().parse_args(ctx, list(self._apart(args)))

    def _apart(self, words: Iterable[str]) -> Iterator[str]:
        """The words, with the option's name before each of its values."""
        option, is_filled = "", False
        for word in words:
            if word.startswith("-"):
                name, sign, _ = word.partition("=")
                option, is_filled = (name, bool(sign)) if name in self.greedy else ("", False)
            elif option and is_filled:
                yield option
            else:
                is_filled = True
            yield word
