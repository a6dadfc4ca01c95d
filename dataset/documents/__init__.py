"""What stands beside the tables: card, Croissant, citation; functions of the manifest."""
