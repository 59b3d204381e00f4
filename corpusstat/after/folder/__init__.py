"""Files that are copied as they are into a folder of probes: they run in the harness's environment, without us."""
