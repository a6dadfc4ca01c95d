"""Search: texts as terms, what somebody asks for, and two indexes that answer it.

`engine` answers where there is a server (SQLite FTS5); `postings` are files for a site without one.
"""
