"""`twa browse`: a collection as a site of files, and the server that shows it (pages in `assets/`).

`site` writes the files, a pure function of dataset and archive; any web server
with range requests can host them. `serve` shows them on this machine.
"""
