"""What an article is called: the headline that people see, and what others state."""
