"""Use cases: one function per verb; they see ports only."""
