"""`twa browse`: a collection as a site, and the server that shows it (pages in `assets/`)."""
