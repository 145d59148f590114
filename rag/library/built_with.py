"""What a library was built with: the embedding, the length of passages and the rules that made them, which have to stay."""

from __future__ import annotations

from pathlib import Path

from rag.errors import LibraryMismatch
from rag.library.store import Store
from rag.models import bundled
from rag.models.embedder import Embedder
from rag.settings import BUNDLED, Settings

# Raised when sentence splitting, passages or search terms change so that stored ones no longer fit.
RULES_VERSION = "1"


def embedding(store: Store, settings: Settings) -> str:
    """The embedding as it is set, else the one the library was built with, else the bundled one."""
    if "embedding" in settings.model_fields_set:
        named = Path(settings.embedding).expanduser()
        if named.is_dir() and store.meta("embedding") in (settings.embedding, str(named)):
            # As it was named when the library was built.
            return store.meta("embedding")
        # Under its whole path, so that the library can be opened from any folder.
        return str(named.resolve()) if settings.embedding != BUNDLED and named.is_dir() else settings.embedding
    built_with = store.meta("embedding")
    return built_with if built_with and not built_with.startswith(f"{bundled.NAME}@") else BUNDLED


def check(store: Store, folder: Path, embedder: Embedder, settings: Settings) -> None:
    """Records what the vectors depend on, or compares it with what was recorded.

    Raises:
        LibraryMismatch: it was built with another embedding model or other passage rules.
    """
    wanted = {"embedding": embedder.name, "passage_chars": str(settings.passage_chars), "rules": RULES_VERSION}
    found = {key: store.meta(key) for key in wanted}
    if not any(found.values()):
        store.set_meta(wanted)
        return
    for key, what, cure in (
        ("embedding", "embedding model", "Name no other one (--embedding, ONRECORD_EMBEDDING)"),
        ("passage_chars", "passage length", f"Set ONRECORD_PASSAGE_CHARS={found['passage_chars']}"),
        ("rules", "passage rules", "Install the version of On Record that it was built with"),
    ):
        if found[key] != wanted[key]:
            raise LibraryMismatch(
                f"{folder} was built with the {what} {found[key]!r}; asked for is {wanted[key]!r}. "
                f"{cure}, or add the articles to a new folder with --library."
            )
