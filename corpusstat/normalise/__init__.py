"""PROPOSAL → MENTION: canonical names, dates, numbers and places."""
