"""The Hugging Face Hub, and files on the web that are read in ranges."""
