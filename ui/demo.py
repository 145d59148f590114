"""The bundled sample articles as a library of their own, and questions that show what can be asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

from corpus import readers
from rag import Library
from rag.settings import Settings
from rag.types import Rejection

EXAMPLES = (
    "Who accused whom of white phosphorus use?",
    "Qui a démenti avoir utilisé du phosphore blanc ?",
    "How many people died when the dam failed?",
    "Wer ist schuld am Unglück der Fähre?",
    "¿Cuánto costó el traspaso de Idriss Kolanga?",
    "Who stole from the museum?",
)
# Written once everything is indexed, so that a first run that was cut short goes on where it stopped.
_COMPLETE = "complete"


def sample_files() -> list[Path]:
    """The sample articles' files, sorted by name."""
    folder = Path(str(resources.files("corpus") / "sample"))
    return sorted(path for path in folder.iterdir() if path.is_file() and path.name != "README.md")


def demo_folder(settings: Settings) -> Path:
    """Where the library of the sample articles lies: beside the user's own, under a name that follows what it holds."""
    digest = hashlib.sha256(f"{settings.embedding} {settings.passage_chars}".encode())
    for path in sample_files():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return settings.library.parent / f"demo-{digest.hexdigest()[:8]}.library"


def is_indexed(folder: Path) -> bool:
    """Whether every sample article is in the library already."""
    return (folder / _COMPLETE).exists()


def index(library: Library, progress: Callable[[float], None], total: Callable[[int], None]) -> Sequence[Rejection]:
    """Adds the sample articles; ``total`` is told how many there are, ``progress`` how many are done."""
    rejected: list[Rejection] = []
    articles = list(readers.read_all(sample_files(), lambda one: rejected.append(Rejection(one.source, one.reason))))
    total(len(articles))
    library.add(articles, progress=progress)
    (library.folder / _COMPLETE).touch()
    return rejected
