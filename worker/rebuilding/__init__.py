"""Rebuild a document from what is stored with it, compare, and say what came of it."""
