"""lm_eval's tasks, loaded offline on a tiny document of ours. The only place that imports the harness.

A task's data set usually can't be had offline. Its grader needs one document only, and says by its `KeyError` which
fields that must have: the document is made by trial, field by field. What comes out is the task itself with its own
`process_results`, filters and metrics.
"""

from __future__ import annotations

import contextlib
import fnmatch
import io
import itertools
import logging
import os
import re
import tomllib
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from corpusstat.errors import BadRequest, did_you_mean

__all__ = ["Loaded", "configurations", "filtered", "load", "require"]

_ROUNDS: Final = 40
_CHOICES: Final = ("alpha", "beta", "gamma", "delta", "epsilon")
_LISTS: Final = re.compile(
    r"choices|options|endings|candidates|list$|tokens$|instruction_id|targets?_list", re.IGNORECASE
)
_LABELS: Final = re.compile(r"answer|label|gold|target|correct|solution|key$|idx|output|class", re.IGNORECASE)
_LABEL_VALUES: Final[tuple[Any, ...]] = (0, "A", "alpha", ["alpha"], "(A)", "12", "1", "$\\boxed{12}$")
_NESTED = re.compile(r"\b(\w+)(?:\.|\[['\"])([a-z]\w*)\b(?!\()")
_METHODS: Final = frozenset([*dir(str), *dir(list), *dir(dict)])
_VARIABLE: Final = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)


@dataclass(frozen=True)
class Loaded:
    """A task that grades: the harness's object, and the document that was made for it."""

    task: Any
    doc: dict[str, Any]
    gold: str | None = None
    """A right answer, where the task's target is not one that its grader takes."""
    beside: tuple[Any, ...] = ()
    """Results of what else the task asks: likelihoods, which say nothing here."""


class _Docs(list[dict[str, Any]]):
    """As much of a data set as tasks ask for."""

    @property
    def features(self) -> dict[str, None]:
        return dict.fromkeys(self[0]) if self else {}

    @property
    def column_names(self) -> list[str]:
        return list(self.features)

    def map(self, change: Callable[..., Any], *_: Any, **options: Any) -> _Docs:
        given = options.get("fn_kwargs") or {}
        changed = (change(dict(d), **given) for d in self)
        return _Docs({**d, **(new or {})} for d, new in zip(self, changed, strict=True))

    def filter(self, keep: Callable[[dict[str, Any]], bool], *_: Any, **__: Any) -> _Docs:
        for d in self:
            keep(d)  # to learn the fields it needs; the document is kept, it is the only one
        return self

    def select(self, *_: Any, **__: Any) -> _Docs:
        return self

    shuffle = remove_columns = rename_column = flatten = with_format = select


def filtered(loaded: Loaded, text: str) -> Iterator[list[Any]]:
    """Results of a document for a text that a model wrote, once for each filter of the task."""
    from lm_eval.api.instance import Instance

    instance = Instance(request_type="generate_until", doc=loaded.doc, arguments=("", {}), idx=0)
    instance.resps = [text]
    for pipeline in loaded.task._filters:
        pipeline.apply([instance])
        yield [instance.filtered_resps[pipeline.name], *loaded.beside]


def require() -> Any:
    """Import the harness.

    Raises
    ------
    BadRequest
        It is not installed here.
    """
    try:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
        os.environ.setdefault("HF_EVALUATE_OFFLINE", "1")
        import lm_eval.tasks as tasks
    except ImportError as error:
        raise BadRequest(
            f"lm_eval is not installed here ({error})", "an environment with it", "pip install 'corpusstat[eval]'"
        ) from None
    return tasks


def configurations(wanted: Sequence[str], include: Path | None) -> Iterator[tuple[str, dict[str, Any], Path | None]]:
    """Yield (name, configuration with functions unresolved, file) of the tasks that are named, sorted by name.

    ``wanted``: names of tasks or groups, patterns such as ``mmlu_*``, or folders of configurations.
    """
    tasks = require()
    folders = [Path(w) for w in wanted if Path(w).is_dir()]
    names = [w for w in wanted if not Path(w).is_dir()]
    known: dict[str, Any] = {}
    with _quiet():
        if names:
            manager = tasks.TaskManager(include_path=str(include) if include else None)
            known = dict(manager.task_index)
        chosen = _chosen(names, known)
        for folder in folders:
            index = tasks.TaskManager(include_path=str(folder), include_defaults=False).task_index
            chosen |= {name: entry for name, entry in index.items() if _is_task(entry)}
    for name in sorted(chosen):
        entry = chosen[name]
        yield name, dict(entry.cfg or {}), entry.yaml_path


def _is_task(entry: Any) -> bool:
    return entry.kind.name in ("TASK", "PY_TASK")


def _chosen(names: Sequence[str], known: dict[str, Any]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name in names:
        found = [n for n in known if fnmatch.fnmatchcase(n, name)]
        if not found:
            todo = did_you_mean(name, known) or "lm_eval ls tasks"
            raise BadRequest(f"task {name!r}", "a task of the harness, a pattern or a folder", todo)
        for match in found:
            chosen |= _members(match, known, set())
    return chosen


def _members(name: str, known: dict[str, Any], seen: set[str]) -> dict[str, Any]:
    """Tasks of a task, group or tag."""
    entry = known.get(name)
    if entry is None or name in seen:
        return {}
    seen.add(name)
    if _is_task(entry):
        return {name: entry}
    inside = (entry.cfg or {}).get("task", [])
    parts = [inside] if isinstance(inside, str) else list(inside)
    parts = [p.get("task", "") if isinstance(p, dict) else p for p in parts]
    parts += [n for n, e in known.items() if name in getattr(e, "tags", ())]
    out: dict[str, Any] = {}
    for part in parts:
        out |= _members(str(part), known, seen)
    return out


def load(name: str, file: Path | None, works: Callable[[Loaded], bool]) -> Loaded | str:
    """Load a task on a document made by trial; else say why it cannot be run here.

    ``works``: whether the task on this document grades (scores the right answer above a wrong one, say); of several
    documents the first that does is taken.
    """
    require()
    if file is None:
        return "defined in Python, not in a file"
    with _quiet():
        try:
            from lm_eval.tasks._yaml_loader import load_yaml

            config = load_yaml(file, resolve_func=True)
        except (Exception, SystemExit) as error:  # one leaves the program where a tool is missing
            return f"cannot be loaded: {_said(error)}"
        if "class" in config:
            return _own_class(config["class"], works)
        written_by_hand = _by_hand(config | {"task": name})
        if written_by_hand is not None and works(written_by_hand):
            return written_by_hand
        last = "no document could be made for it"
        for label, written in itertools.product(_LABEL_VALUES, (False, True)):
            made = _trial(config | {"task": name}, label, written)
            if isinstance(made, Loaded):
                if works(made):
                    return made
                last = "no answer was graded as right on a document of ours"
            else:
                last = made
        return last


def _own_class(kind: Any, works: Callable[[Loaded], bool]) -> Loaded | str:
    """Load a task that is a class of its own: its data set is replaced by a document of ours."""
    doc = dict(_documents().get(str(getattr(kind, "DATASET_PATH", "")), {}))
    gold = doc.pop("gold", None)
    splits = dict.fromkeys(("train", "validation", "test"), _Docs([doc]))
    offline = type(kind.__name__, (kind,), {"download": lambda self, *_, **__: setattr(self, "dataset", splits)})
    try:
        while True:
            try:
                task = offline()
                asked = task.construct_requests(doc, "")
                made = Loaded(task, doc, gold, ((-9.0, False),) * (len(asked) - 1))
                if works(made):
                    return made
                task.process_results(doc, ["alpha", *made.beside])
                return "its metric is not there: it is fetched, or says nothing about one answer"
            except KeyError as error:
                field = str(error.args[0]) if error.args else ""
                if not field or field in doc or len(doc) > _ROUNDS:
                    return f"KeyError {field!r}"
                doc[field] = _value(field, "alpha")
    except (Exception, SystemExit) as error:
        return f"a class of its own: {_said(error)}"


@cache
def _documents() -> dict[str, dict[str, Any]]:
    """Documents of ours by data set."""
    return tomllib.loads(resources.files("corpusstat.after").joinpath("documents.toml").read_text("utf-8"))


def _by_hand(config: dict[str, Any]) -> Loaded | None:
    """Build the task on a document that we have written for its data set; None if there is none."""
    from lm_eval.api.task import ConfigurableTask

    doc = dict(_documents().get(str(config.get("dataset_path")), {}))
    gold = doc.pop("gold", None)
    if not doc:
        return None
    try:
        task = ConfigurableTask(config=_offline(config, doc))
        return Loaded(task, dict(task.eval_docs[0]), gold)
    except Exception:  # another version of the task: a document is made by trial
        return None


def _trial(config: dict[str, Any], label: Any, written: bool) -> Loaded | str:
    """Build the task, adding to the document each field that is asked for; ``written``: lists as text."""
    from lm_eval.api.task import ConfigurableTask

    parts = _parts(config)
    doc = {field: _value(field, label, written, parts.get(field, ())) for field in _named(config)}
    said = "needs more fields than a document of ours can have"
    for _ in range(_ROUNDS):
        try:
            task = ConfigurableTask(config=_offline(config, doc))
            return Loaded(task, dict(task.eval_docs[0]))
        except KeyError as error:
            field = str(error.args[0]) if error.args else ""
            if not field or field in doc:
                return f"KeyError {field!r}"
            doc[field] = _value(field, label, written, parts.get(field, ()))
        except Exception as error:
            return _said(error)
    return said


def _offline(config: dict[str, Any], doc: dict[str, Any]) -> dict[str, Any]:
    """The configuration on one document, without data set and without examples."""
    kept = {k: v for k, v in config.items() if k not in ("dataset_path", "dataset_name", "tag", "group", "include")}
    splits = [v for k, v in config.items() if k in ("test_split", "validation_split", "training_split") and v]
    split = str(splits[0]) if splits else "test"
    off = {"fewshot_split": None, "fewshot_config": None, "num_fewshot": 0, "dataset_kwargs": None}
    alone = {"training_split": None, "validation_split": None, "test_split": split}
    return kept | off | alone | {"custom_dataset": lambda **_: {split: _Docs([dict(doc)])}}


def _named(config: dict[str, Any]) -> list[str]:
    """Fields that the templates name."""
    import jinja2
    from jinja2 import meta

    found: list[str] = []
    for key in ("doc_to_text", "doc_to_target", "doc_to_choice"):
        template = config.get(key)
        if not isinstance(template, str):
            continue
        if not _VARIABLE.search(template):
            found += [template] if re.fullmatch(r"\w+", template) else []
            continue
        with contextlib.suppress(jinja2.TemplateError):
            found += sorted(meta.find_undeclared_variables(jinja2.Environment(autoescape=False).parse(template)))  # noqa: S701
    return list(dict.fromkeys(f for f in found if f != "few_shot"))


def _parts(config: dict[str, Any]) -> dict[str, list[str]]:
    """Fields of fields that the templates name, as in ``choices.text``."""
    found: dict[str, list[str]] = {}
    for key in ("doc_to_text", "doc_to_target", "doc_to_choice"):
        for template in _VARIABLE.findall(str(config.get(key) or "")):
            for field, part in _NESTED.findall(template):
                if part not in _METHODS:
                    found.setdefault(field, []).append(part)
    return found


def _value(field: str, label: Any, written: bool = False, parts: Sequence[str] = ()) -> Any:
    if parts:
        return {part: _part(part, label) for part in parts}
    if _LISTS.search(field):
        return str(list(_CHOICES)) if written else list(_CHOICES)
    return label if _LABELS.search(field) else f"alpha {field}"


def _part(part: str, label: Any) -> Any:
    known = {
        "labels": [1, 0, 0, 0, 0],
        "label": ["A", "B", "C", "D", "E"],
        "aliases": ["alpha"],
        "text": list(_CHOICES),
    }
    return known[part] if part in known else _value(part, label)


def _said(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:160]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the harness logs and prints while it is tried to ourselves."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
