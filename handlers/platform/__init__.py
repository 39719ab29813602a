"""Below all columns: the turn, calls as plain data, conversations, words as people type them."""
