"""What can go wrong while reading articles, and the root of every error this project raises.

OnRecordError            (the rest of the tree: rag/errors.py)
└── SourceError          a source gave no article
    ├── UnreadableSource the file or address is missing, forbidden or in no format that can be read
    └── NoArticle        it was read, and holds nothing but menus, forms or white space
"""


class OnRecordError(Exception):
    """Root of every error raised on purpose; its message says what was expected, found, and the cure."""


class SourceError(OnRecordError):
    """A source gave no article."""


class UnreadableSource(SourceError):
    """The source is missing, not permitted, or in no format that can be read."""


class NoArticle(SourceError):
    """The source was read and holds no article: it is empty, or nothing but menus and forms."""
