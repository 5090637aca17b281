"""Pages for people, in Russian."""
