"""A library's parts.

What it offers (``local``), which article is a version of which (``register``), the truth it keeps (``store``, in the file
of ``database``), and the cache of it (``vectors``).
"""
