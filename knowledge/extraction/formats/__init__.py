"""A letter's file, in whatever format, to blocks of text with layout; `reading` chooses among them."""
