"""One command a file: `arguments(parser)` and `run(options) -> int` (the exit code)."""
