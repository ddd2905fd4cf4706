"""Execute notebooks, several at the same time, each in a kernel of its own."""

import asyncio
import contextlib
import copy
import itertools
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from zmq.error import ZMQBaseError

from lab1.publish.errors import PublishError
from lab1.publish.guard import watch
from lab1.publish.record import PROJECT, RECORD, state
from lab1.report.mime import WIDGET

Depends: TypeAlias = list[tuple[str, str, str | None]]

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
    on_done: Callable[[str, NotebookNode, Depends], object] = lambda *_: None,
    environment: Callable[[str], Mapping[str, str]] = lambda name: {},
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
        Called as soon as a notebook is complete, with its name, itself and what else its outputs
        depend on, as (kind, name, state): files, folders and variables, as in `record`.
    environment : callable
        Takes a notebook's name and gives further environment variables of its kernel.

    Returns
    -------
    dict of str to NotebookNode
        The executed notebooks, in the order in which they came.

    Raises
    ------
    PublishError
        If a cell raises or a kernel dies; the other kernels are ended first.
    """
    _allow_files(60 + 20 * len(notebooks))
    done = {name: copy.deepcopy(notebook) for name, notebook in notebooks.items()}

    async def one(client: NotebookClient, name: str, own: Path) -> None:
        settings = {**os.environ, **KERNEL_ENVIRONMENT, **environment(name), **_apart(own, folder)}
        await _execute(client, name, folder, settings, on_cell)
        _forget_the_machine(done[name])
        on_done(name, done[name], _depends(own, folder, settings))

    async def every() -> None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as parent:
            # The kernels end after all tasks, so that no task's failure can cut their end short.
            async with contextlib.AsyncExitStack() as kernels, asyncio.TaskGroup() as group:
                for number, (name, notebook) in enumerate(done.items()):
                    own = Path(parent, str(number))
                    own.mkdir()
                    client = _client(notebook, own / "connection.json")
                    kernels.push_async_callback(_end_kernel, client, client.km)
                    group.create_task(one(client, name, own))

    try:
        # Windows' own kind of loop can't wait for the kernels' sockets.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(every())
    except* PublishError as failed:
        raise failed.exceptions[0] from None
    return done


def _allow_files(needed: int) -> None:
    """Let this process and its kernels open so many files; else ZeroMQ would end them."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < needed:
        raise PublishError(
            f"only {most} files may be open at the same time here, and a report needs {needed}; "
            "allow more, for example with: ulimit -n 1024"
        )
    if now != resource.RLIM_INFINITY and now < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, most))


def project_of(folder: Path) -> str:
    """Return the folder whose files a notebook's outputs may depend on."""
    return os.path.realpath(folder.resolve().parent)


def _apart(own: Path, folder: Path) -> dict[str, str]:
    """Set a kernel apart: temporary files and an empty IPython folder that are its own."""
    # Outputs must not depend on the user's start-up files either.
    temporary = dict.fromkeys(("TMPDIR", "TMP", "TEMP", "IPYTHONDIR"), str(own))
    return temporary | {RECORD: str(own / "record"), PROJECT: project_of(folder)}


def _depends(own: Path, folder: Path, settings: Mapping[str, str]) -> Depends:
    """Return what a kernel wrote down, but for the variables that it had set itself.

    Of folders, how they are now that it has added its own files.
    """
    depends: Depends = []
    for line in (own / "record").read_text("utf-8").splitlines():
        kind, name, was = json.loads(line)
        given = was if kind == "file" else state(kind, name, project_of(folder), settings)
        if kind != "variable" or was == given:
            depends.append((kind, name, given))
    return depends


def _client(notebook: NotebookNode, connection_file: Path) -> NotebookClient:
    # Without folders to look into, it finds the running interpreter's kernel alone, whatever
    # else is registered as python3.
    specs = KernelSpecManager(kernel_dirs=[])
    manager = AsyncKernelManager(
        kernel_name=NATIVE_KERNEL_NAME,
        kernel_spec_manager=specs,
        connection_file=str(connection_file),
    )
    return NotebookClient(
        notebook,
        km=manager,
        timeout=None,
        record_timing=False,
        store_widget_state=False,
    )


async def _end_kernel(client: NotebookClient, manager: AsyncKernelManager) -> None:
    if client.kc is not None:
        client.kc.stop_channels()
    process = getattr(manager.provisioner, "pid", None)
    await manager.shutdown_kernel(now=True)
    if process:
        watch(process, until_now=True)


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
            cwd=str(folder),
            env=environment,
            extra_arguments=["--IPKernelApp.log_level=40", "--ext=lab1.publish.record"],
            stderr=subprocess.DEVNULL,  # a kernel's own troubles are told in one sentence here
        )
        watch(client.km.provisioner.pid)
        await client.async_start_new_kernel_client()
        for index, cell in enumerate(client.nb.cells):
            where = _place(index, cell)
            await client.async_execute_cell(cell, index)
            on_cell()
    except CellExecutionError as error:
        raise PublishError(f"{name}, {where}: {error.ename}: {error.evalue}") from error
    except (OSError, ZMQBaseError) as error:
        raise PublishError(f"{name}, {where}: {error}") from error
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
            outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
            cell.outputs = _joined(outputs)


def _joined(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Join what was printed: its pieces are chance, and so is which of the two streams is first.

    Not before the last cell: updates of displays find their places by number.
    """
    joined: list[NotebookNode] = []
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if output.output_type != "stream":
            joined.append(output)
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            joined.append(streams.setdefault(output.name, output))
    for stream in streams.values():
        stream.text = re.sub(r".*\r(?=[^\n])", "", stream.text)  # what was written over
    for i, pair in enumerate(itertools.pairwise(joined)):
        if [output.get("name") for output in pair] == ["stderr", "stdout"]:
            joined[i : i + 2] = reversed(pair)
    return joined
