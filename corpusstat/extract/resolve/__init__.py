"""Pronouns and short names in, full names out."""
