"""How good the extraction is: scores on gold, and mentions judged by hand."""
