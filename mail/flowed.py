"""Plain text whose paragraphs were broken for the way, put together again (:rfc:`3676`, format=flowed)."""


def _cut(line: str) -> tuple[int, str]:
    """The depth of quotation and the text, without the space that stuffing put before it."""
    text = line.lstrip(">")
    return len(line) - len(text), text.removeprefix(" ")


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the lines that end with a space to the next of the same depth; ">" stays, followed by one space.

    Args:
        text: as it was sent.
        delete_space: the parameter DelSp: the space at a line's end is not the writer's (Chinese has none).
    """
    paragraphs: list[tuple[int, list[str]]] = []
    is_open = False
    for line in text.replace("\r\n", "\n").split("\n"):
        depth, content = _cut(line)
        flows = content.endswith(" ") and content != "-- "
        piece = content[:-1] if flows and delete_space else content
        if is_open and paragraphs[-1][0] == depth and content != "-- ":
            paragraphs[-1][1].append(piece)
        else:
            paragraphs.append((depth, [piece]))
        is_open = flows
    return "\n".join(">" * depth + (" " if depth else "") + "".join(pieces) for depth, pieces in paragraphs)
