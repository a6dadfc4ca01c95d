"""What recurs across the pages of a site, and so belongs to none of its articles."""
