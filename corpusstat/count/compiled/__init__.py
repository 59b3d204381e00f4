"""Compiled passes over very many rows; they give the integers that NumPy gives for fewer (`count.passes`)."""
