"""What the finished signed PDF of a document has to be, fixed when the document is registered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Demands:
    """What is asked of the signed PDF beyond what the installation does anyway.

    `level`: the PAdES baseline level that no signature may fall short of ("" = any).
    `carries_data`: the data and the docx that the document was made from are inside (PDF/A-3b).
    """

    level: str = ""
    carries_data: bool = False


NOTHING = Demands()
"""What is asked of most documents."""
