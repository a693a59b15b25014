from __future__ import annotations

import os
import os.path, xml . etree as tree
import asyncio.subprocess
from . import helpers
from .. import parent as up
from ..pkg.mod import (first, second as other)
from shared import *
from typing import cast
import typing as t

try:
    import tomllib
except ImportError:
    tomllib = None


def load():
    import importlib

    module = importlib.import_module("plugins.one")
    dynamic = importlib.import_module(first)
    return cast("list[str]", module), t.cast(int, dynamic), os.path.join(up, other)
