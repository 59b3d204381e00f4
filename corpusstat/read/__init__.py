"""From files to documents: which files, which columns, which domain. The only package that opens the corpus."""
