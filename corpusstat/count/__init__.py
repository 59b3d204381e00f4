"""MENTION → COUNT → SPECTRUM: the SQL of ``queries/``, run by DuckDB; copies; prompt samples; the database of a run."""
