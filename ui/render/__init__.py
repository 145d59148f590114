"""Draws what the page shows as HTML: one file for each kind of thing. Pure: values in, text out.

Articles, questions and what a chat model writes are untrusted: they are escaped here and nowhere parsed as markup.
"""
