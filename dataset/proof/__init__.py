"""Hash trees over WARCs, the chain of seals that names their roots, signatures and timestamps."""
