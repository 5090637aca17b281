"""What both doors, the pages and the API, share about one HTTP exchange."""
