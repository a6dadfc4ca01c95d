"""What a run tells: its report, and the decisions it leaves in the archive."""
