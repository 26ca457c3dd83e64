"""The deciding room: an event comes in, a list of effects goes out; no I/O, no clock, no dice."""
