"""Short names for the state of files, by which finished work is recognised and not done twice."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path

NOT_THE_PRODUCT = {"tests", "scripts", "bench", "docs", "deploy"}


def product_packages(root: Path) -> list[Path]:
    """Find the folders of the product's own Python code."""
    packages = (path.parent for path in root.glob("*/__init__.py"))
    return sorted(path for path in packages if path.name not in NOT_THE_PRODUCT)


def of_files(root: Path, paths: Iterable[Path]) -> str:
    """Hash names and contents, so that a renamed, added or removed file counts as a change."""
    digest = hashlib.sha256(platform.python_version().encode())
    for path in sorted(set(paths)):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def of_schema(root: Path) -> str:
    """Name the schema that migrating from nothing would make: our migrations and the libraries with theirs."""
    migrations = [path for package in product_packages(root) for path in package.rglob("migrations/*.py")]
    return of_files(root, [*migrations, root / "requirements" / "base.txt"])


def of_product(root: Path) -> str:
    """Name the product's whole code and the files beside it, on which the demo institution may depend."""
    files = [path for package in product_packages(root) for path in package.rglob("*") if path.is_file()]
    code = [path for path in files if "__pycache__" not in path.parts]
    return of_files(root, [*code, root / "requirements" / "base.txt"])
