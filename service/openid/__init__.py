"""Speaks with an OpenID Connect provider; the only code that reads its tokens."""
