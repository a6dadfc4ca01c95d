"""What the archive knows of earlier runs, and what to do next: a cache, and pure decisions."""
