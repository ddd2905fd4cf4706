"""Execute notebooks, several at the same time, each in a kernel of its own."""

import asyncio
import contextlib
import copy
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from lab1.publish.errors import PublishError
from lab1.report.mime import WIDGET

# One thread a kernel for BLAS, because the kernels already share the cores; no progress bars,
# because outputs must not depend on the moment.
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TQDM_DISABLE": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def execute_all(
    notebooks: Mapping[str, NotebookNode],
    folder: Path,
    on_cell: Callable[[], object] = lambda: None,
    on_done: Callable[[str, NotebookNode], object] = lambda name, notebook: None,
    environment: Mapping[str, str] | None = None,
) -> dict[str, NotebookNode]:
    """Execute notebooks at the same time, each in a kernel of its own.

    Parameters
    ----------
    notebooks : dict of str to NotebookNode
        By name; they are not changed.
    folder : Path
        Working folder of the kernels.
    on_cell : callable
        Called after each cell.
    on_done : callable
        Called with the name and the executed notebook as soon as one is complete.
    environment : dict of str to str
        Further environment variables of the kernels.

    Returns
    -------
    dict of str to NotebookNode
        The executed notebooks, in the order in which they came.

    Raises
    ------
    PublishError
        If a cell raises or a kernel dies; the other kernels are ended first.
    """
    done = {name: copy.deepcopy(notebook) for name, notebook in notebooks.items()}

    async def one(client: NotebookClient, name: str, settings: dict[str, str]) -> None:
        await _execute(client, name, folder, settings, on_cell)
        _forget_the_machine(done[name])
        on_done(name, done[name])

    async def every() -> None:
        # An empty IPython folder: outputs must not depend on the user's start-up files either.
        with tempfile.TemporaryDirectory() as nothing:
            settings = {**os.environ, **KERNEL_ENVIRONMENT, "IPYTHONDIR": nothing}
            settings.update(environment or {})
            # The kernels end after all tasks, so that no task's failure can cut their end short.
            async with contextlib.AsyncExitStack() as kernels, asyncio.TaskGroup() as group:
                for name, notebook in done.items():
                    client = _client(notebook)
                    kernels.push_async_callback(_end_kernel, client)
                    group.create_task(one(client, name, settings))

    try:
        # Windows' own kind of loop can't wait for the kernels' sockets.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(every())
    except* PublishError as failed:
        raise failed.exceptions[0] from None
    return done


def _client(notebook: NotebookNode) -> NotebookClient:
    # Without folders to look into, it finds the running interpreter's kernel alone, whatever
    # else is registered as python3.
    specs = KernelSpecManager(kernel_dirs=[])
    manager = AsyncKernelManager(kernel_name=NATIVE_KERNEL_NAME, kernel_spec_manager=specs)
    return NotebookClient(
        notebook,
        km=manager,
        timeout=None,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
    )


async def _end_kernel(client: NotebookClient) -> None:
    if client.kc is not None:
        client.kc.stop_channels()
    await client.km.shutdown_kernel(now=True)


async def _execute(
    client: NotebookClient,
    name: str,
    folder: Path,
    environment: dict[str, str],
    on_cell: Callable[[], object],
) -> None:
    where = "the start of its kernel"
    try:
        await client.km.start_kernel(
            cwd=str(folder), env=environment, extra_arguments=["--IPKernelApp.log_level=40"]
        )
        await client.async_start_new_kernel_client()
        for index, cell in enumerate(client.nb.cells):
            where = _place(index, cell)
            await client.async_execute_cell(cell, index)
            on_cell()
    except CellExecutionError as error:
        raise PublishError(f"{name}, {where}: {error.ename}: {error.evalue}") from error
    except (DeadKernelError, RuntimeError) as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # nbclient takes that for a dead kernel
            raise asyncio.CancelledError from error
        raise PublishError(f"{name}, {where}: the kernel died; run it in Jupyter to see why") from (
            error
        )


def _place(index: int, cell: NotebookNode) -> str:
    lines: Sequence[str] = cell.source.strip().splitlines() or [""]
    return f"cell {index + 1} ({lines[0][:60]!r})"


def _forget_the_machine(notebook: NotebookNode) -> None:
    """Remove what differs between machines and runs, or is dead without its kernel: widgets."""
    notebook.metadata.get("language_info", {}).pop("version", None)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [
                output for output in cell.outputs if WIDGET not in output.get("data", {})
            ]
