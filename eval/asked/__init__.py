"""Trains and judges what tells a question about claims from others."""
