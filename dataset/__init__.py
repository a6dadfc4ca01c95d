"""Everything that is true of bytes after capture: archive in, dataset out.

Nothing here imports Scrapy or Twisted, reads the clock, or asks the network
(`publish` alone speaks to the Hub).
"""
