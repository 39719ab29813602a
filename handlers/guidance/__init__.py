"""Questions and answers in chat: asking, cards, quiz, pledge, inline cards, groups."""
