"""Hints over RQ: JSON, ids only, sent after commit."""
