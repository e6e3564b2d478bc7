"""Making the tables of an app in one step of a migration."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Many models at once, in any order, each with all its fields, indexes and constraints.

    With one CreateModel after another, Django builds every related model anew after each; as everything of ours is related to a person
    and to a page, that was most of the time a new database took. Here the models are built once.
    """

    serialization_expand_args = ["models"]

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # a cached property: the next to ask builds it, from all models
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def reduce(self, operation: Operation, app_label: str) -> list[Operation] | bool:
        """For `squashmigrations`: take up a model that comes after, and what later operations do to one of these."""
        if isinstance(operation, CreateModel):
            return [CreateModels([*self.models, operation])]
        verdicts = [model.reduce(operation, app_label) for model in self.models]
        for place, verdict in enumerate(verdicts):
            if isinstance(verdict, list):
                left = [model for model in verdict if isinstance(model, CreateModel)]
                if len(left) == len(verdict):
                    return [CreateModels([*self.models[:place], *left, *self.models[place + 1 :]])]
        return all(verdict is True for verdict in verdicts)

    def describe(self) -> str:
        return f"Create models {', '.join(model.name for model in self.models)}"

    @property
    def migration_name_fragment(self) -> str:
        return "_".join(model.name_lower for model in self.models)
