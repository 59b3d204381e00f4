"""SPECTRUM → Estimate: rates, error bars, bounds, other sizes. Pure functions of integers."""
