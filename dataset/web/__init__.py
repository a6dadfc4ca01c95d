"""The small languages of the web: URLs, dates, robots.txt, and when to ask again."""
