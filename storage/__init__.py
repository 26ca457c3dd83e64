"""The remembering room: the only one with SQL."""
