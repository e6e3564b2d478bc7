from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.operations import AddField, AddIndex, CreateModel, DeleteModel, RemoveField, RunPython
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.migrations.state import ModelState, ProjectState
from django.db.utils import ConnectionHandler

from accounts.tables import CreateModels

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    handler = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "empty.sqlite3")}})
    yield handler["default"]
    handler["default"].close()


class Orchard(Migration):
    """A tree names its gardener, who comes after it; a gardener names a favourite tree."""

    operations = [
        CreateModels(
            [
                CreateModel(
                    "Tree",
                    [
                        ("id", models.BigAutoField(primary_key=True)),
                        ("gardener", models.ForeignKey("orchard.Gardener", models.PROTECT)),
                        ("row", models.IntegerField()),
                        ("helpers", models.ManyToManyField("orchard.Gardener", related_name="+")),
                    ],
                    options={
                        "indexes": [models.Index(fields=["row"], name="trees_in_a_row")],
                        "constraints": [models.UniqueConstraint(fields=["gardener", "row"], name="one_tree_a_row")],
                    },
                ),
                CreateModel(
                    "Gardener",
                    [
                        ("id", models.BigAutoField(primary_key=True)),
                        ("favourite", models.ForeignKey("orchard.Tree", models.PROTECT, null=True)),
                    ],
                ),
            ]
        )
    ]


def orchard_tables(database: BaseDatabaseWrapper) -> set[str]:
    with database.cursor() as cursor:
        return set(database.introspection.table_names(cursor))


def test_models_that_name_each_other_are_made_in_any_order(empty_database: BaseDatabaseWrapper) -> None:
    state = ProjectState()
    with empty_database.schema_editor() as editor:
        Orchard("0001_first", "orchard").apply(state, editor)
    assert orchard_tables(empty_database) == {"orchard_tree", "orchard_tree_helpers", "orchard_gardener"}
    with empty_database.cursor() as cursor:
        made = empty_database.introspection.get_constraints(cursor, "orchard_tree")
        backwards = empty_database.introspection.get_relations(cursor, "orchard_gardener")
    assert {"trees_in_a_row", "one_tree_a_row"} <= set(made)
    assert "favourite_id" in backwards


def test_going_back_leaves_nothing(empty_database: BaseDatabaseWrapper) -> None:
    with empty_database.schema_editor() as editor:
        Orchard("0001_first", "orchard").apply(ProjectState(), editor)
    with empty_database.schema_editor() as editor:
        Orchard("0001_first", "orchard").unapply(ProjectState(), editor)
    assert not orchard_tables(empty_database)


def test_what_was_there_before_is_built_once_however_many_models_come(
    empty_database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    render = ModelState.render

    def counted(model: ModelState, apps: Any) -> Any:
        built.append(model.name)
        return render(model, apps)

    state = ProjectState()
    state.add_model(ModelState("orchard", "Owner", [("id", models.BigAutoField(primary_key=True))]))
    assert state.apps.get_models()
    owned = [
        CreateModel(
            f"Shed{n}", [("id", models.BigAutoField(primary_key=True)), ("owner", models.ForeignKey("orchard.Owner", models.PROTECT))]
        )
        for n in range(9)
    ]
    monkeypatch.setattr(ModelState, "render", counted)
    with empty_database.schema_editor() as editor:
        type("Sheds", (Migration,), {"operations": [CreateModels(owned)]})("0002_sheds", "orchard").apply(state, editor)
    assert built.count("Owner") == 1


def leave(apps: Any, editor: Any) -> None:
    """A step that moves rows."""


def test_squashing_takes_up_what_later_migrations_did() -> None:
    name = ("name", models.CharField(max_length=20))
    pond = CreateModel("Pond", [("id", models.BigAutoField(primary_key=True)), ("tree", models.ForeignKey("orchard.Tree", models.PROTECT))])
    later = [
        AddField("Tree", *name),
        pond,
        AddField("Pond", *name),
        AddIndex("Pond", models.Index(fields=["name"], name="ponds_by_name")),
        RemoveField("Tree", "row"),
        DeleteModel("Gardener"),
    ]
    [squashed] = MigrationOptimizer().optimize([*Orchard.operations, *later], "orchard")
    assert isinstance(squashed, CreateModels)
    tree, pond = squashed.models
    assert [field for field, _ in tree.fields] == ["id", "gardener", "helpers", "name"]
    assert [field for field, _ in pond.fields] == ["id", "tree", "name"]
    assert [index.name for index in pond.options["indexes"]] == ["ponds_by_name"]


def test_squashing_moves_nothing_past_a_step_that_moves_rows() -> None:
    steps = [*Orchard.operations, RunPython(leave), AddField("Tree", "name", models.CharField(max_length=20))]
    assert [type(step) for step in MigrationOptimizer().optimize(steps, "orchard")] == [CreateModels, RunPython, AddField]
