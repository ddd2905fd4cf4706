"""The committed outputs again, with other instructions and threads: run by `make everywhere`."""

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from test_notebooks import FOLDER, PATHS, words_of

from lab1.publish.execute import execute_all
from lab1.publish.notebook import read

# From the oldest processors on: what NumPy would use here beyond what it always does.
FEATURES = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
CIRCUMSTANCES = [
    *({"NPY_DISABLE_CPU_FEATURES": " ".join(FEATURES[i:])} for i in range(len(FEATURES))),
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Nehalem"},
    {"LOKY_MAX_CPU_COUNT": "1"},
    {"LOKY_MAX_CPU_COUNT": "2", "OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"},
]


@pytest.mark.parametrize("environment", CIRCUMSTANCES, ids=str)
def test_notebooks_say_the_same(environment):
    committed = {name: read(path) for name, path in PATHS.items()}
    executed = execute_all(committed, FOLDER, environment=lambda name: environment)
    for name, notebook in executed.items():
        assert words_of(notebook) == words_of(committed[name])
