"""What was read from a letter, until a person has decided: facts, subjects and links, all of them proposals."""
