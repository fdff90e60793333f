from simulator.errors import InputError as InputError
from simulator.results.compare import compare as compare
from simulator.results.read import read as read
from simulator.study.api import run as run
from simulator.study.sweep import study as study

__version__: str
__all__ = ["InputError", "__version__", "compare", "read", "run", "study"]
