"""Real servers for the tests, each in a private folder on a socket of its own."""
