"""The build past one machine: the same bytes, made by many tasks on Ray, Slurm or locally."""
