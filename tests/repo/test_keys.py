"""Foreign keys point down the house's list only, as imports do: a key given as a string escapes the import check."""

from __future__ import annotations

from django.apps import apps

#: From the bottom up; what stands on one line are strangers to each other. docs/decisions/0001 says why.
FLOORS = [["base"], ["directory"], ["register", "navigator"], ["consultations"], ["cases"], ["figures"]]


def test_keys_point_down_only() -> None:
    floor = {label: number for number, labels in enumerate(FLOORS) for label in labels}
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("tsunagi.")}
    assert ours == set(floor), "a new part of the house needs its floor here"
    wrong = []
    for model in apps.get_models():
        here = model._meta.app_label
        for field in model._meta.get_fields():
            there = getattr(field.related_model, "_meta", None)
            if here not in floor or there is None or there.app_label not in floor or not field.concrete:
                continue
            if there.app_label != here and floor[there.app_label] >= floor[here]:
                wrong.append(f"{model.__name__}.{field.name} -> {there.label}")
    assert not wrong
