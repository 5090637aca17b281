"""Russian algorithms: the digest GOST R 34.11-2012 (Streebog) and signatures GOST R 34.10-2012.

Only public data is handled here: documents are hashed and signatures verified. A GOST key never
comes near; it signs on its holder's token.
"""
