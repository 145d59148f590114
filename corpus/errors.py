"""What can go wrong while reading articles.

CorpusError
├── UnreadableSource   the file or address cannot be read at all
└── NoArticle          it was read, but holds no article text
"""


class CorpusError(Exception):
    """Base of every error raised while articles are read."""


class UnreadableSource(CorpusError):
    """The source is missing, not permitted, or not in a format that can be read."""


class NoArticle(CorpusError):
    """The source was read and holds no article: it is empty, or nothing but menus and forms."""
