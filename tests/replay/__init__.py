"""Every engine gives the answers of the reference: words, measures, findings; and the checks have killed mutants."""
