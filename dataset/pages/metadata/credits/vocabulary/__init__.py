"""The words that bylines are told by: lists of names, labels, offices, houses and places."""
