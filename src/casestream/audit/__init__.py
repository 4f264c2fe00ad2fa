"""For whoever does not take the log at its word: it against its proofs, its checkpoints, and evidence of a case to hand out."""
