from pathlib import Path

import pytest
from toy import quick, write_toy


@pytest.fixture(scope="session")
def toys(tmp_path_factory):
    """A data folder outside the repository."""
    return write_toy(tmp_path_factory.mktemp("user") / "data")


@pytest.fixture(scope="session")
def runs(toys):
    """Folder of finished runs: base, faster (a changed ship), other-seed, shorter, planned."""
    folder = toys.parent / "runs"
    common = ("run", "playtime", "--data", toys, "--workers", 1, "--quiet", "--out")
    quick(*common, folder / "base", "--corridor", "toy:Port Beta..alpha")
    quick(*common, folder / "faster", "--set", "services.toy-ship.vessels=3")
    quick(*common, folder / "other-seed", "--seed", 6)
    quick(*common, folder / "shorter", "--set", "horizon_days=20", "--set", "warmup_days=0.5")
    quick(
        *common, folder / "planned", "--set", "corridors=[toy-planned]",
        "--set", "demands.toy-*.shares={toy-planned: 1}", "--replications", 1,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="session")
def base(runs) -> Path:
    return runs / "base"
