"""The application: rules at the bottom, use cases above them, adapters, and HTTP at the top."""
