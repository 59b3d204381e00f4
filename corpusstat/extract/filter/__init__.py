"""Candidate facts in, those out that no check refuses."""
