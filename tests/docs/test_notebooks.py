"""The notebooks run from the first cell to the last.

By nbclient, in the kernel that a reader's Jupyter would start: running the cells' text in this
process would not notice a cell that needs a kernel, nor one that prints a warning to its reader.
"""

from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "docs" / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_notebook_runs(path, tmp_path, monkeypatch):
    nbclient = pytest.importorskip("nbclient", reason="needs corridorsim[test]")
    pytest.importorskip("ipykernel", reason="needs corridorsim[test]")
    import nbformat

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel draws into the notebook
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "keep it without outputs"
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    said = [o for cell in notebook.cells for o in cell.get("outputs", [])]
    assert not [o for o in said if o.get("name") == "stderr"]
    assert any("image/png" in o.get("data", {}) for o in said) or path.stem != "tour"
