"""What each part of the site says for itself, in a module of one name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@cache
def saying(name: str) -> Mapping[str, ModuleType]:
    """The parts' modules of that name (`deeds`), by the part's label, in the order in which the settings name them."""
    found = {}
    for app in apps.get_app_configs():
        if app.name.startswith("tsunagi.") and app.module and module_has_submodule(app.module, name):
            found[app.label] = import_module(f"{app.name}.{name}")
    return found
