"""Small modules everybody needs: clock, randomness, errors, sealing, text."""
