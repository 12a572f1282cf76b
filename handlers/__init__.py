"""The use cases: they know no channel, do no input or output, and are told the time."""
