"""The rooms of the code and the arrows between them, read from the files.

`python -m tests.rooms` writes what `docs/architecture.md` says of them.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
TREES: Final = ("crawler", "dataset", "schemas")
PAGE: Final = ROOT / "docs" / "architecture.md"


@cache
def modules() -> dict[str, Path]:
    """Every module of the trees by its dotted name."""
    found = {}
    for tree in TREES:
        for path in sorted((ROOT / tree).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            names = parts[:-1] if parts[-1] == "__init__" else parts
            found[".".join(("twa", *names))] = path
    return found


@cache
def imports(module: str) -> frozenset[str]:
    """What `module` imports, anywhere in its text, functions included.

    `from a import b` gives `a.b` where that is a module of ours, or else `a`.
    """
    known = modules()
    found: set[str] = set()
    for node in ast.walk(ast.parse(known[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import on line {node.lineno}"
            parent = node.module or ""
            for alias in node.names:
                inner = f"{parent}.{alias.name}"
                found.add(inner if inner in known else parent)
    return frozenset(found)


def ours(module: str) -> set[str]:
    """The modules of ours that `module` imports."""
    return {name for name in imports(module) if name in modules()}


def room(module: str, of: str = "dataset") -> str:
    """The room of a tree that a module is in, or "" for one elsewhere."""
    parts = module.split(".")
    return parts[2] if parts[1:2] == [of] and len(parts) > 2 else ""


def arrows(of: str) -> dict[str, set[str]]:
    """Each room of a tree, and the rooms that it imports."""
    found: dict[str, set[str]] = {}
    for module in modules():
        own = room(module, of)
        if own:
            others = {room(name, of) for name in ours(module)} - {own, ""}
            found.setdefault(own, set()).update(others)
    return found


def picture(of: str) -> str:
    """The arrows of a tree in Mermaid, without those that longer ways imply."""
    direct = arrows(of)
    lines = [
        f"    {one} --> {other}"
        for one in sorted(direct)
        for other in sorted(direct[one])
        if not any(other in _reached(direct, way) for way in direct[one] - {other})
    ]
    return "\n".join(["```mermaid", "graph LR", *lines, "```"])


def _reached(direct: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for other in direct[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return seen


def table(of: str) -> str:
    """Each folder of a tree, what it is for, and its files."""
    lines = ["| room | what it is for | files |", "| --- | --- | --- |"]
    for init in sorted((ROOT / of).rglob("__init__.py")):
        folder = init.parent
        said = ast.get_docstring(ast.parse(init.read_text("utf-8"))) or ""
        files = [path.stem for path in sorted(folder.glob("*.py")) if path != init]
        what = " ".join(said.partition("\n\n")[0].split()).replace("|", "\\|")
        names = ", ".join(f"`{name}`" for name in files) or "—"
        lines.append(f"| `{folder.relative_to(ROOT).as_posix()}/` | {what} | {names} |")
    return "\n".join(lines)


def page(text: str) -> str:
    """The text of `docs/architecture.md` with its pictures and tables as the files have them."""
    for of in ("crawler", "dataset"):
        for kind, made in (("arrows", picture(of)), ("rooms", table(of))):
            begin, end = f"<!-- {kind} of {of} -->", "<!-- end -->"
            before, found, rest = text.partition(f"{begin}\n")
            assert found, begin
            text = f"{before}{begin}\n{made}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
