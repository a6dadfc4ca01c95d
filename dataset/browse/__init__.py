"""Something to look at: the collection as a site of files, and a server that shows it here.

`site` writes the files, a pure function of dataset and archive; any web server
with range requests can host them. `serve` shows them on this machine.
"""
