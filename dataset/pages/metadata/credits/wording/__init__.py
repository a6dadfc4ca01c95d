"""The words of a byline → names: who, what kind of somebody, and what they did."""
