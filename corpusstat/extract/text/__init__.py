"""Bytes in, tokens out: characters, words, names, dates and numbers, with the types of each."""
