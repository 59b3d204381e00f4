"""Estimates → terminal, JSON, HTML."""
