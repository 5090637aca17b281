"""REST v1 for programs."""
