"""What needs a reactor or the network: from a feed's URL to sealed WARC files.

spiders, plan, walks        what to ask for
wire, privates, capture     the octets of a socket
archive, writer, segment    into WARC files, and nothing lost
robots, boundary, backoff   what may be asked, and when
requisites                  what the archived pages need, once they are had
run, report, state          one run of one collection
"""
