"""A throw-away case with one source and one table, for tests of what is read and how."""

from project_lib.case import Case
from project_lib.configuration.case_schema import CaseFile
from project_lib.extraction import extract_tables, take_snapshots

BUSINESS = {
    "title": "A toy", "company": "Toy", "business_model": "Sells", "stage": "Small",
    "problem": "None", "deliverable": "A table", "questions": [],
    "input_output_task": {"input": ["rows"], "output": ["table"], "task": ["read"]},
}  # fmt: skip
COLUMNS = {"id": "integer", "amount": "float"}


def column(dtype, **keys):
    role = "time" if dtype in ("date", "datetime") else "number"
    return {"description": "Something", "dtype": dtype, "role": role, **keys}


class ToyCase:
    """A case in `root`, whose source and columns each test declares."""

    def __init__(self, root):
        self.root = root
        self.source = {"format": "csv", "path": "rows.csv"}
        self.columns = {name: column(dtype) for name, dtype in COLUMNS.items()}

    def write(self, content, name="rows.csv", **source):
        """Write the source's file and declare it."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.declare(path=name, **source)
        return path

    def declare(self, **source):
        """Set keys of the source."""
        self.source |= source

    def type(self, **columns):
        """Set the declared columns: a dtype, or a dtype and further keys."""
        self.columns = {
            name: column(*([kind] if isinstance(kind, str) else kind[:1]), **self._keys(kind))
            for name, kind in columns.items()
        }

    @staticmethod
    def _keys(kind):
        return {} if isinstance(kind, str) else kind[1]

    def open(self, **sections):
        """Return the case as a notebook would open it."""
        table = {"description": "Rows", "source": "rows", "grain": [], "columns": self.columns}
        config = CaseFile.model_validate({
            "business": BUSINESS, "sources": {"rows": self.source}, "tables": {"rows": table},
            **sections,
        })  # fmt: skip
        return Case(self.root, "toy", config)

    def extract(self):
        """Read, snapshot, type and save the table as notebook 01 does; return its rows."""
        case = self.open()
        extracted = extract_tables(case, take_snapshots(case))["rows"]
        case.save(extracted.rows, "extraction", "rows")
        return extracted.rows.fetchall()

    def left_behind(self):
        """Return the files below data/, without the raw snapshot of a source that was read."""
        return sorted(
            path.name for path in (self.root / "data").rglob("*") if path.is_file()
        )
