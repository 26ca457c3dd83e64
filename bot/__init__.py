"""The carrying room: doors, the pulse, the sender."""
