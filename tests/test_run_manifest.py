from types import SimpleNamespace

import pandas as pd

from project_lib import files
from project_lib.case import open_case
from project_lib.run.manifest import write_manifest
from project_lib.stages import find_stage

STAGES = [find_stage("extraction"), find_stage("description")]


def data_fingerprint(root, case, left):
    """Return the manifest's fingerprint after the stages in `left` have left their tables."""
    for stage in left:
        prints = {f"{stage}.{name}.parquet": case.checkpoints.fingerprint(find_stage(stage), name)
                  for name in case.tables}  # fmt: skip
        files.write_json(root / f"{stage}.json", {"left": {"checkpoints": prints}})
    now = SimpleNamespace(
        state_path=lambda stage: root / f"{stage.name}.json",
        executed_path=lambda stage: root / stage.notebook,
        case_name="shop", config=case.config, versions={},
        parameters={"SAMPLE": None, "ENGINE": "duckdb"},
    )  # fmt: skip
    return write_manifest(root / "manifest.json", STAGES, now)["data_fingerprint"]


def test_index_and_findings_name_the_same_data(write_case, monkeypatch, tmp_path):
    monkeypatch.chdir(write_case())
    case = open_case("shop", "hypothesis_validation")
    for stage in ("extraction", "description"):
        case.save(pd.DataFrame({"customer_id": [stage]}), stage, "purchases")
    assert data_fingerprint(tmp_path, case, []) == ""
    assert data_fingerprint(tmp_path, case, ["extraction"]) == case.fingerprint("extraction")
    assert data_fingerprint(tmp_path, case, ["description"]) == case.fingerprint("description")
