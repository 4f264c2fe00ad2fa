"""The log against its proof, and the evidence of a case: what is done to either is found, by two verifiers that agree."""
