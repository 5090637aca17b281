"""Forms made from a JSON Schema: what to ask, what was answered, and the data it amounts to."""
