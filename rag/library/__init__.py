"""A library's parts: what it offers (``local``), the truth it keeps (``store``), and the cache of it (``vectors``)."""
