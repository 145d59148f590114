"""The gold set of claims and its scorer."""
