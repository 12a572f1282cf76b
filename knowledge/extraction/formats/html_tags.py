"""Which HTML elements are silent, begin a block, or hold nothing (WHATWG HTML, chapter 4)."""

_SILENT = "script style head noscript template select textarea object iframe svg math audio video"
_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup html legend main menu nav ol p pre search section summary table tbody tfoot thead ul"
)
_VOID = "area base br col embed hr img input link meta param source track wbr"

SILENT = frozenset(_SILENT.split())
BLOCKS = frozenset(_BLOCKS.split())
VOID = frozenset(_VOID.split())
