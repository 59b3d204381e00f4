"""Tokens and templates in, candidate facts out."""
