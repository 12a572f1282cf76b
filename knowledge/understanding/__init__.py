"""From the text of a question to what is asked, or to why that is unclear."""
