"""The only SQL: schema, engines, one module per noun."""
