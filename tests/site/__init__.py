"""A small fictional news outlet as a real HTTP server, rendered as WordPress renders it.

`python -m tests.site` starts it by hand, `tests.site.running` from a test, and
`scripts/demo` for a newcomer. Everything it says is invented.
"""
