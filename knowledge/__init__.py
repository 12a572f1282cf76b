"""From letters to facts to answers, each bound to a letter's own words."""
