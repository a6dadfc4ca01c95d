"""The small languages of the web: URLs, robots.txt, and when to ask again."""
