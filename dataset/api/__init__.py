"""The library: what `import twa` gives, for use from Python."""
