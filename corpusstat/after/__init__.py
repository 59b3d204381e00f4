"""After training: probes from the counted facts, what models answer to them, and the floors beside their errors."""
