"""The house's rules, read from the syntax trees: which room may import which, no loops, nothing heavy by accident."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What each room may import beside itself.
ROOMS: Mapping[str, frozenset[str]] = {
    "corpus": frozenset(),
    "rag": frozenset({"corpus"}),
    "ui": frozenset({"rag", "corpus"}),
    "eval": frozenset({"rag", "corpus"}),
}
WEB = {"gradio", "fastapi", "starlette", "uvicorn"}
MODELS = {"torch", "transformers", "sentence_transformers", "spacy"}
# A path that exists on one machine only. A slash after a word or a dot is part of an address, not of a path.
MACHINE_PATH = re.compile(rb"(?<![\w.])/(?:work/|root/|tmp/w\b)")


# The terminal starts in a tenth of the time without the web framework, which two of its commands need; the network is
# a torch module, and importing it imports torch.
LOADED_LATE = {
    ("ui.cli", "ui.server"),
    ("rag.models.reader", "rag.models.reader_network"),
    ("rag.models.support", "rag.models.reader_network"),
    ("rag.models.asked", "rag.models.asked_network"),
}


@dataclass(frozen=True)
class Import:
    """One first-party import: ``module`` imports ``target`` on ``line``, ``late`` when inside a function."""

    module: str
    target: str
    line: int
    late: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def test_rooms_import_one_way() -> None:
    wrong = [
        str(found)
        for found in first_party_imports()
        if (room(found.target) != room(found.module)) and room(found.target) not in ROOMS[room(found.module)]
    ]
    assert not wrong, "Imports run ui, eval -> rag -> corpus, and eval never imports ui:\n" + "\n".join(wrong)


def test_no_import_loops() -> None:
    graph: dict[str, set[str]] = {module: set() for module in modules()}
    for found in first_party_imports():
        # Importing a.b.c runs a.b first; the four rooms themselves load their names when first used.
        parents = {".".join(found.target.split(".")[:depth]) for depth in range(2, found.target.count(".") + 1)}
        # A package's own parts are run by it.
        graph[found.module] |= {found.target} | {one for one in parents if not f"{found.module}.".startswith(f"{one}.")}
    loop = find_loop(graph)
    assert not loop, "These modules import each other: " + " -> ".join(loop)


def test_first_party_modules_are_imported_at_the_top() -> None:
    late = [
        str(found) for found in first_party_imports() if found.late and (found.module, found.target) not in LOADED_LATE
    ]
    assert not late, "An import inside a function hides a loop; import the heavy library late instead:\n" + "\n".join(
        late
    )


def test_importing_rag_loads_nothing_heavy() -> None:
    loaded = modules_loaded_by("import rag")
    assert "rag" in loaded
    assert not loaded & (WEB | MODELS | {"faiss", "langchain", "langchain_core", "trafilatura"})


def test_the_library_class_comes_without_web_framework_or_model() -> None:
    loaded = modules_loaded_by("from rag import Library")
    assert "rag" in loaded
    assert not loaded & (WEB | MODELS)


def test_importing_corpus_loads_nothing_heavy() -> None:
    loaded = modules_loaded_by("import corpus")
    assert "corpus" in loaded
    assert not loaded & (WEB | MODELS | {"trafilatura"})


def test_no_folder_of_tests_is_a_package() -> None:
    """``tests/rag/__init__.py`` would put a second ``rag`` in the way of the real one."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.decode('utf-8', 'replace').strip()[:120]}"
        for path in tracked_files()
        if b"\0" not in (content := path.read_bytes())
        for number, line in enumerate(content.splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert not found, "Paths that exist on one machine only:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import rag.types", [("rag.types", False)]),
        ("from rag import types, nothing", [("rag.types", False), ("rag", False)]),
        ("from . import types", [("rag.types", False)]),
        ("from .types import Hit", [("rag.types", False)]),
        ("def late():\n    from rag.types import Hit", [("rag.types", True)]),
        ("import json, ragtime", []),
    ],
)
def test_imports_are_read_as_python_reads_them(source: str, expected: list[tuple[str, bool]]) -> None:
    known = {"rag", "rag.types", "rag.retriever"}
    found = read_imports("rag.retriever", False, ast.parse(source), known)
    assert [(one.target, one.late) for one in found] == expected


def test_a_loop_is_found() -> None:
    assert find_loop({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert find_loop({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def room(module: str) -> str:
    """The top package of a dotted name."""
    return module.partition(".")[0]


@cache
def modules() -> dict[str, Path]:
    """Every first-party module by its dotted name."""
    named = {}
    for top in ROOMS:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    assert set(ROOMS) <= set(named)
    return named


@cache
def first_party_imports() -> tuple[Import, ...]:
    """Every import of one first-party module by another, those inside functions included."""
    return tuple(
        found
        for module, path in modules().items()
        for found in read_imports(module, path.name == "__init__.py", ast.parse(path.read_bytes()), set(modules()))
    )


def read_imports(module: str, is_package: bool, tree: ast.AST, known: set[str]) -> Iterator[Import]:
    """The first-party imports in a module's syntax tree; a package's implicit import by its parts does not count."""
    package = module if is_package else module.rpartition(".")[0]
    for node, late in walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
            # `from rag import types` names a module, `from rag.types import Hit` something inside one
            names = [f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base for alias in node.names]
        else:
            continue
        for name in dict.fromkeys(names):
            if room(name) in ROOMS:
                yield Import(module, name, node.lineno, late)


def walk(node: ast.AST, late: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Every node in reading order, and whether it lies inside a function."""
    yield node, late
    inside = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from walk(child, inside)


def find_loop(graph: Mapping[str, set[str]]) -> list[str]:
    """The first loop found, its first module again at the end; empty when there is none."""
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for target in sorted(graph.get(module, ())):
            if loop := visit(target, [*path, module]):
                return loop
        done.add(module)
        return []

    return next((loop for module in graph if (loop := visit(module, []))), [])


def modules_loaded_by(statement: str) -> set[str]:
    """The top-level names in ``sys.modules`` after ``statement`` in a fresh interpreter."""
    program = (
        f"{statement}\nimport json, sys\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


def tracked_files() -> list[Path]:
    """Every file under version control that lies in the work tree."""
    try:
        run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git and a checkout")
    return [path for name in run.stdout.split("\0") if name and (path := ROOT / name).is_file()]
