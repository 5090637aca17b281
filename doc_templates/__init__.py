"""Document kinds and docx: data in, a filled docx out. Knows no organisation, database or queue."""
