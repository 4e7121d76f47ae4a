"""The process in which one file is looked into: reads it from its input, writes what may be kept of it."""

import importlib
import resource
import sys

from community.library.stripping import Fault, NotTaken

MEMORY = 768 * 1024 * 1024
SECONDS = 20  # of a processor
# Which module takes which kind: only the one that is needed is loaded, for others have parsers of their own.
MODULES = {
    "jpg": "images",
    "png": "images",
    "webp": "images",
    "pdf": "pdf",
    "docx": "office",
    "xlsx": "office",
    "pptx": "office",
    "odt": "odf",
    "ods": "odf",
    "odp": "odf",
    "txt": "texts",
    "csv": "texts",
}


def run(kind: str) -> int:
    """Take a file of a kind from the input to the output; returns 0, or the number of a `Fault`."""
    module = importlib.import_module(f"community.library.stripping.{MODULES[kind]}")
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),  # a picture of memory would be a copy of the file
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(what, (most, most))
    try:
        kept = module.strip(sys.stdin.buffer.read(), kind)
    except NotTaken as refused:
        return int(refused.fault)
    except MemoryError:
        return int(Fault.TOO_LARGE)
    except Exception:  # a parser raises what it likes at what is broken; nobody is told what stood there
        return int(Fault.BROKEN)
    sys.stdout.buffer.write(kept)
    sys.stdout.buffer.flush()
    return 0
