"""A new letter's file to text with layout, and from there to drafts of facts."""
