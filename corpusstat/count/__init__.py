"""MENTION → COUNT → SPECTRUM: what the SQL of ``queries/`` says, in NumPy; copies; samples; the database of a run."""
