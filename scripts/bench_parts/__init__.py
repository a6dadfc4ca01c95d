"""What `scripts/bench` runs: each module is one benchmark, `main(argv)` its entry."""
