"""A server that says what servers should not, and remembers every octet of it."""
