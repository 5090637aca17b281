"""The demonstration: a fictional municipality, its data, its keys and its services."""
