"""What is sent to other processes: by cloudpickle, rules and lambdas included.

What is asked brings the events that are declared with it: those of a module by the module's name, those of a script, which
nobody can import, as their declarations. Classes with slots are more than cloudpickle can send, so they are declared again.
"""

import copyreg
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from importlib import import_module
from io import BytesIO
from types import MappingProxyType
from typing import Any, get_type_hints

import attrs

from casestream.kernel.errors import EngineCannot, ExtraMissing
from casestream.kernel.event import EVENTS, Event, Label, event, value

SCRIPT = "__main__"
FIELD = ("default", "validator", "converter", "metadata")  # What a field is declared with, beside its type.

copyreg.pickle(MappingProxyType, lambda mapping: (MappingProxyType, (dict(mapping),)))


def pickled(what: Any) -> bytes:
    """A value for another process, functions by what they do where their module does not know them by name.

    Raises:
        ExtraMissing: cloudpickle is not installed.
    """
    file = BytesIO()
    _pickler()(file).dump(what)
    return file.getvalue()


def unpickled(data: bytes) -> Any:
    """The value again.

    Raises:
        EngineCannot: it needs a module that this process cannot import.
    """
    import cloudpickle

    try:
        return cloudpickle.loads(data)
    except ImportError as error:
        raise EngineCannot(
            f"工作进程无法导入：{error}", f"a worker cannot import what is asked: {error}",
            "把该模块装在各进程都能找到之处（PYTHONPATH），或者改用 columns",
            "put the module where every process finds it (PYTHONPATH), or use columns",
        ) from error  # fmt: skip


def question(function: Callable[[Any], Any]) -> bytes:
    """A function for other processes, with every event that is declared in this one.

    Raises:
        ExtraMissing: cloudpickle is not installed.
    """
    kinds = [each.event_class for each in EVENTS.by_name.values()]
    of_script = [kind for kind in kinds if kind.__module__ == SCRIPT]
    modules = {kind.__module__ for kind in kinds} - {SCRIPT}
    return pickled((sorted(modules), of_script, function))


@lru_cache(maxsize=4)
def asked(data: bytes) -> Callable[[Any], Any]:
    """The function of a question, its events declared; a process that is asked the same of many chunks reads it once.

    Raises:
        EngineCannot: it needs a module that this process cannot import.
    """
    modules, _, function = unpickled(data)
    for module in modules:
        with suppress(ImportError):  # Who meets an event of it will say so.
            import_module(module)
    found: Callable[[Any], Any] = function
    return found


@cache
def _pickler() -> Any:
    try:
        import cloudpickle
    except ImportError as error:
        raise ExtraMissing.of("cloudpickle", "columns") from error

    class Pickler(cloudpickle.Pickler):  # type: ignore[misc]
        """Cloudpickle, for which a script's labels, events and values are declared again."""

        def reducer_override(self, what: Any) -> Any:
            """How something is made again."""
            if isinstance(what, type) and what.__module__ == SCRIPT:
                if issubclass(what, Label):
                    return _label, (what.__qualname__, tuple((each.name, each.code, each.zh, each.en) for each in what))
                if attrs.has(what) and "__slots__" in what.__dict__:
                    return _declared, (_Declaration.of(what),)
            return super().reducer_override(what)

    return Pickler


@cache
def _label(name: str, members: tuple[tuple[str, str, str, str], ...]) -> Any:
    """The labels of a script, made once in a process."""
    made = {member: (code, zh, en) for member, code, zh, en in members}
    return Label(name, made, module=SCRIPT, qualname=name)  # type: ignore[arg-type, call-arg]


@attrs.frozen
class _Declaration:
    """A class of a script as it was declared; `token` tells it from any other of the process that sends it."""

    token: int
    name: str = attrs.field(eq=False)
    fields: Mapping[str, tuple[Any, Mapping[str, Any]]] = attrs.field(eq=False)
    event: tuple[str, str, str] | None = attrs.field(eq=False)
    more: Mapping[str, Any] = attrs.field(eq=False)

    @classmethod
    def of(cls, made: Any) -> "_Declaration":
        """The declaration of an event, or of a class of values."""
        hints = get_type_hints(made)
        fields = {
            each.name: (hints[each.name], {name: getattr(each, name) for name in FIELD})
            for each in attrs.fields(made) if not each.inherited
        }  # fmt: skip
        if made not in EVENTS.by_class:
            return cls(id(made), made.__qualname__, fields, None, {})
        known = EVENTS[made]
        more = {name: getattr(known, name) for name in ("stream", "opens", "schema", "upcasters")}
        return cls(id(made), made.__qualname__, fields, (known.name, known.zh, known.en), more)


@cache
def _declared(declaration: _Declaration) -> Any:
    """The class of a script, declared again, once in a process."""
    body: dict[str, Any] = {name: attrs.field(**words) for name, (_, words) in declaration.fields.items()}
    body["__annotations__"] = {name: hint for name, (hint, _) in declaration.fields.items()}
    body |= {"__module__": SCRIPT, "__qualname__": declaration.name}
    bases = (Event,) if declaration.event else ()
    made = type(declaration.name.rpartition(".")[2], bases, body)
    return event(*declaration.event, **declaration.more)(made) if declaration.event else value(made)
