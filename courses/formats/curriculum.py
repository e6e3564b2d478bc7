"""The curriculum as reviewable text files: one folder a course, one file a lesson."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import yaml
from django.utils.html import escape

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same loader written in C is ten times as fast; not every platform has it."""


class BadStarterText(ValueError):
    """A file of the curriculum cannot be used; the message names the file and the reason."""


@dataclass(frozen=True)
class LessonText:
    path: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class ModuleText:
    path: str
    slug: str
    fields: dict[str, Any]
    lessons: list[str]


@dataclass(frozen=True)
class CourseText:
    path: str
    slug: str
    fields: dict[str, Any]
    modules: list[ModuleText]


def key_of(path: str) -> UUID:
    """A course or lesson keeps its key for ever: it is made from where its text stands."""
    return uuid5(NAMESPACE_URL, f"miaopu:{path}")


def digest_of(content: Any) -> str:
    """Of a file's bytes, or of plain data."""
    text = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return sha256(text).hexdigest()


def read_yaml(file: Path) -> dict[str, Any]:
    try:
        content = yaml.load(file.read_bytes(), Loader=LOADER)  # noqa: S506  both loaders are safe ones
    except (OSError, yaml.YAMLError) as error:
        raise BadStarterText(f"{file}: {error}") from error
    if not isinstance(content, dict):
        raise BadStarterText(f"{file}: not a mapping")
    return content


def read_course(file: Path) -> CourseText:
    """`course.yaml`: the course, its modules in order, and what is planned."""
    content = read_yaml(file)
    try:
        slug = str(content["slug"])
        modules = [
            ModuleText(
                path=f"{slug}/{module['slug']}",
                slug=module["slug"],
                fields={"title": module["title"], "summary": module.get("summary", "")},
                lessons=list(module["lessons"]),
            )
            for module in content["modules"]
        ]
        planned = [
            {"type": "module", "value": {"title": str(module["title"]), "lessons": [str(lesson) for lesson in module["lessons"]]}}
            for module in content["planned"]
        ]
        fields = {name: content[name] for name in ("title", "summary", "audience", "position")}
    except (KeyError, TypeError) as error:
        raise BadStarterText(f"{file}: missing or odd: {error}") from error
    return CourseText(path=slug, slug=slug, fields=fields | {"planned": with_ids(planned, key_of(slug))}, modules=modules)


def read_lesson(file: Path, path: str) -> LessonText:
    """A lesson as the values of a page. The ids of its questions stay while their wording stays."""
    content = read_yaml(file)
    key = key_of(path)
    try:
        body = [{"type": kind, "value": BODY.get(kind, plain)(value)} for block in content["body"] for kind, value in block.items()]
        practice = [
            {"type": kind, "value": QUESTIONS[kind](value), "id": str(uuid5(key, f"{kind}:{value['stem']}"))}
            for block in content["practice"]
            for kind, value in block.items()
        ]
        fields = {
            "title": content["title"],
            "summary": content["summary"],
            "minutes": int(content["minutes"]),
            "sources": "\n".join(content.get("sources") or []),
            "body": with_ids(body, key),
            "practice": practice,
        }
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise BadStarterText(f"{file}: missing or odd: {error!r}") from error
    return LessonText(path=path, fields=fields)


def with_ids(blocks: list[dict[str, Any]], key: UUID) -> list[dict[str, Any]]:
    return [block | {"id": str(uuid5(key, f"{place}:{block['type']}"))} for place, block in enumerate(blocks)]


def plain(value: Any) -> Any:
    """Numbers that YAML read become the text that was written."""
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value).strip()


def paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip())


def choice(value: Mapping[str, Any]) -> dict[str, Any]:
    right = value["answer"] if isinstance(value["answer"], list) else [value["answer"]]
    if not all(1 <= place <= len(value["options"]) for place in right):
        raise ValueError(f"the answer {right} is none of the options")
    options = [{"text": str(text), "right": place in right} for place, text in enumerate(value["options"], start=1)]
    return {"stem": value["stem"], "options": options, "explanation": value["explanation"]}


def truth(value: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(value["answer"], bool):
        raise TypeError("the answer must be true or false")
    return {"stem": value["stem"], "answer": value["answer"], "explanation": value["explanation"]}


def number(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "stem": value["stem"],
        "answer": float(value["answer"]),
        "tolerance": float(value.get("tolerance", 0)),
        "unit": str(value.get("unit", "")),
        "explanation": value["explanation"],
    }


BODY: dict[str, Callable[[Any], Any]] = {"text": paragraphs}
QUESTIONS: dict[str, Callable[[Any], Any]] = {"single": choice, "multiple": choice, "true_false": truth, "numeric": number}
