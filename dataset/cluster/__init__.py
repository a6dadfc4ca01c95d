"""The build past one machine: the same bytes, made by many tasks of an engine of others."""
