"""Members in a bundle: each as a graph where that can be, and in its native format always."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.models.packs import CLASSES
from project_lib.serving.forests import NotServed
from project_lib.serving.model_parts import read_model, split_target_transform
from project_lib.serving.native_models import PREPROCESSING, dump_member, load_member, model_file
from project_lib.serving.plain_json import FOREIGN
from project_lib.serving.raw_inputs import TYPES, Arrays, InputColumn, as_frame, place_columns
from project_lib.serving.skops_files import check_skops
from project_lib.serving.trusted_types import MODEL_LOADERS, PREPROCESSING_LOADERS

if TYPE_CHECKING:
    from project_lib.models.committee import Committee

FACTS = {"name": str, "class": str, "weight": float, "features": list, "seen": list, "unlog": bool}
NO_ONNX = "onnx and onnxruntime are not installed (pip install crisp-ds[onnx])"


def onnx_is_here() -> bool:
    """Return whether graphs can be written, checked and run."""
    return find_spec("onnx") is not None and find_spec("onnxruntime") is not None


def write_members(
    committee: "Committee", columns: Sequence[InputColumn]
) -> tuple[dict[str, bytes], list[dict], str]:
    """Return the members' files, what the manifest says of each, and why there are no graphs.

    The reason is empty where there are.

    Raises
    ------
    InputError
        When a member cannot be deployed.
    """
    contents, facts, graphs, reason = {}, [], {}, "" if onnx_is_here() else NO_ONNX
    for number, fitted in enumerate(committee.members):
        for name, data in dump_member(fitted).items():
            contents[f"member_{number}/{name}"] = data
        model, unlog = split_target_transform(fitted.model)
        facts.append({
            "name": fitted.member.pack.name,
            "class": fitted.member.pack.class_name,
            "weight": float(fitted.member.weight),
            "features": list(fitted.member.features),
            "seen": [int(value) for value in getattr(model, "classes_", ())],
            "unlog": unlog,
        })  # fmt: skip
        if not reason:
            from project_lib.serving.onnx_graph import write_graph

            try:
                parts = read_model(fitted.model)
                graph = write_graph(fitted.pipeline, parts, columns, committee.classes)
                graphs[f"member_{number}.onnx"] = graph
            except NotServed as error:
                reason = f"{fitted.member.pack.name} cannot be written as ONNX: {error}"
    return contents | ({} if reason else graphs), facts, reason


def read_facts(manifest: Mapping[str, object], where: object) -> list[dict]:
    """Return what the manifest says of the members.

    Raises
    ------
    InputError
        When it is not what `write_members` says.
    """
    members = manifest["members"]
    if not isinstance(members, list) or not 0 < len(members) <= 10:
        raise InputError(where, "names no members, or more than 10", FOREIGN)
    for member in members:
        fits = isinstance(member, dict) and set(member) == set(FACTS)
        if not fits or not all(isinstance(member[key], kind) for key, kind in FACTS.items()):
            raise InputError(where, "does not describe its members", FOREIGN)
        if member["class"] not in CLASSES or not member["weight"] > 0:
            problem = f"names the class '{member['class'][:40]}' or a weight that no member has"
            raise InputError(where, problem, FOREIGN)
        texts = all(isinstance(name, str) for name in member["features"])
        if not texts or not all(type(value) is int for value in member["seen"]):
            raise InputError(where, "does not describe its members", FOREIGN)
    return members


@dataclass(frozen=True, eq=False)
class ServedMember:
    """A member that predicts from arrays: by its graph where there is one, else natively.

    Native models are loaded when they are first asked.
    """

    columns: tuple[InputColumn, ...]
    facts: Mapping[str, object]
    files: Mapping[str, bytes]
    place: str
    task: str
    classes: tuple[int, ...]
    session: object = None
    takes: tuple[str, ...] = ()
    _native: list = field(default_factory=list)

    def predict(self, arrays: Arrays) -> np.ndarray:
        """Return probabilities of class 1, probabilities of all classes, or numbers."""
        if self.session is None:
            return self.predict_natively(arrays)
        fed = dict(zip(TYPES, arrays, strict=True))
        (predicted,) = self.session.run(None, {name: fed[name] for name in self.takes})
        return predicted if self.task == "classes" else predicted[:, 0]

    def predict_natively(self, arrays: Arrays) -> np.ndarray:
        """Return the same by the libraries that fitted the member."""
        if not self._native:
            self._native.append(load_member(self.files, self.facts, self.place))
        if not len(arrays[0]):  # scikit-learn refuses no rows
            return np.empty((0, len(self.classes)) if self.task == "classes" else 0)
        frame = as_frame(arrays, self.columns)
        with np.errstate(over="ignore"):
            return self._native[0].predict(frame, self.task, self.classes)


def load_members(
    contents: Mapping[str, bytes],
    facts: Sequence[Mapping[str, object]],
    columns: tuple[InputColumn, ...],
    task: str,
    classes: tuple[int, ...],
    where: object,
    *,
    graphs: bool,
) -> tuple[ServedMember, ...]:
    """Return the members, all of whose files have been checked, used or not.

    Parameters
    ----------
    graphs : whether they predict by ONNX Runtime

    Raises
    ------
    InputError
        When a file is missing, one too many, or holds what is not on our list.
    """
    names = {f"member_{number}/{name}" for number, member in enumerate(facts)
             for name in (PREPROCESSING, model_file(member["class"]))}  # fmt: skip
    if graphs:
        names |= {f"member_{number}.onnx" for number in range(len(facts))}
    found = {name for name in contents if name.startswith("member_")}
    if found - names or names - found:
        odd = sorted(found ^ names)[0]
        problem = "does not belong to the members" if odd in found else "is missing"
        raise InputError(f"{where}/{odd}", problem, FOREIGN)
    members = []
    for number, member in enumerate(facts):
        place, prefix = f"{where}/member_{number}", f"member_{number}/"
        files = {n.removeprefix(prefix): d for n, d in contents.items() if n.startswith(prefix)}
        _check_native(files, member, place)
        served = ServedMember(columns, member, files, place, task, classes)
        if graphs and onnx_is_here():
            served = _with_session(served, contents[f"member_{number}.onnx"], f"{place}.onnx")
        members.append(served)
    return tuple(members)


def _check_native(files: Mapping[str, bytes], facts: Mapping[str, object], place: str) -> None:
    """Raise InputError when a native file is not what it must be; nothing of it is made."""
    from project_lib.serving.native_models import require_sound_boosting

    for name, data in files.items():
        if name.endswith(".skops"):
            loaders = PREPROCESSING_LOADERS if name == PREPROCESSING else MODEL_LOADERS
            check_skops(data, f"{place}/{name}", loaders)
        else:
            require_sound_boosting(name, data, f"{place}/{name}")


def _with_session(member: ServedMember, graph: bytes, where: str) -> ServedMember:
    """Return the member with its graph, loaded by ONNX Runtime after every part was checked."""
    from dataclasses import replace

    import onnxruntime

    from project_lib.serving.onnx_check import check_graph

    counts = {place: len(placed) for place, placed in place_columns(member.columns).items()}
    check_graph(graph, {name: count for name, count in counts.items() if count}, where)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # callers bring the threads
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own exceptions have no common base
        raise InputError(where, f"cannot be loaded ({str(error)[:120]})", FOREIGN) from error
    takes = tuple(entry.name for entry in session.get_inputs())
    return replace(member, session=session, takes=takes)
