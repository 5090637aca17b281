"""Whether two PDFs print the same: text, pages and geometry. Pure: bytes in, differences out."""
