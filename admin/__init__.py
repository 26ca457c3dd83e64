"""The caretaking room: the operators' console."""
