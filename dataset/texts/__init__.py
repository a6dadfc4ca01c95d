"""Text put back where it was left out, each proved by its digest."""
