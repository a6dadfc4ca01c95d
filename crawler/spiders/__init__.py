"""The spiders: any feed, and the first source."""
