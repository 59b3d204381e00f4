"""What is done with a run: audit, conclude, merge, plan; and once it is finished: compare, look up, what if."""
