"""Electronic signatures of PDF documents: bytes in, bytes out.

The only package that speaks pyHanko. It knows no organisation, database or queue, and never reads
the environment.
"""
