"""The facts of all WARCs in one SQLite file: its schema, adding, linking and asking."""
