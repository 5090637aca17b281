"""Background processes: one module per queue, each with its own privileges."""
