"""Rules of the pack: what the documents of a school and of a school year must agree on."""
