"""The law as data: topics, elections, vocabulary, and the models that check them."""
