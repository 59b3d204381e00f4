"""The shell around the pipeline: tasks, processes, manifest, the folder of a run, resume."""
