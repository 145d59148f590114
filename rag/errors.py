"""Every error this project raises on purpose, one tree; each message names the cure.

OnRecordError                  (corpus/errors.py)
├── SourceError                a source gave no article
│   ├── UnreadableSource
│   └── NoArticle
├── UsageError                 a filter, setting or question that cannot be understood
├── LibraryError               something about a library folder
│   ├── NotALibrary            the folder or file is something else
│   ├── LibraryMismatch        built with another model or other passage rules than asked for
│   ├── LibraryBusy            another process is writing
│   └── ArticleNotFound        no article with that id
└── ModelError                 something about a model
    ├── ModelNotFound          a package, file or folder that is not there
    └── ModelDamaged           the file is there and its digest or shape is wrong
"""

from corpus.errors import NoArticle, OnRecordError, SourceError, UnreadableSource

__all__ = [
    "ArticleNotFound",
    "LibraryBusy",
    "LibraryError",
    "LibraryMismatch",
    "ModelDamaged",
    "ModelError",
    "ModelNotFound",
    "NoArticle",
    "NotALibrary",
    "OnRecordError",
    "SourceError",
    "UnreadableSource",
    "UsageError",
]


class UsageError(OnRecordError, ValueError):
    """A filter, a setting or a question that cannot be understood."""


class LibraryError(OnRecordError):
    """Something about a library folder."""


class NotALibrary(LibraryError):
    """The path holds something else than a library."""


class LibraryMismatch(LibraryError):
    """The library was built with another model or other passage rules than the settings ask for."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class ArticleNotFound(LibraryError, KeyError):
    """No article has that id."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "No article has that id."


class ModelError(OnRecordError):
    """Something about a model."""


class ModelNotFound(ModelError):
    """A model package, file or folder is not there."""


class ModelDamaged(ModelError):
    """A model file is there, but its digest or shape is not the expected one."""
