"""The speaking room: everything that a person reads or hears."""
