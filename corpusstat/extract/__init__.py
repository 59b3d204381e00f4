"""DOCUMENT → PROPOSAL: templates, marked text, captures, resolved pronouns, vetoes."""
