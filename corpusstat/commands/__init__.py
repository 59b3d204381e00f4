"""Command bodies: open, one library call, print."""
