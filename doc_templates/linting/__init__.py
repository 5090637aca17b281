"""What is wrong with a template that an office has edited: one module per question."""
