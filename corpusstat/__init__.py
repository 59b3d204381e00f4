"""corpusstat."""
