"""How many networks descend together, and on how many threads."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import lab1
from lab1.descent import CACHED, FEWEST, LANES, ONE_THREAD, descend, largest_block
from lab1.descent import one_thread_products as one_thread


@pytest.mark.parametrize("n_x", [1, 2, 30, 1000])
@pytest.mark.parametrize("n_h", [1, 2, 9, 300, 312, 313])
@pytest.mark.parametrize("m", [1, 4, 400])
def test_a_block_is_as_many_whole_lanes_as_fit_the_cache_and_one_thread(n_x, n_h, m):
    def fits(size):
        return size * n_h * m <= CACHED and size * (n_x + 1) * m <= ONE_THREAD

    size = largest_block(n_h, np.empty((n_x, m)))
    assert isinstance(size, int)
    if size == 1:
        assert not fits(FEWEST)
    else:
        assert size >= FEWEST
        assert size % LANES == 0
        assert fits(size)
        assert not fits(size + LANES)


@pytest.mark.parametrize(("n_h", "width"), [(2, LANES), (312, LANES), (313, 1), (400, 1)])
def test_only_networks_too_large_for_company_descend_alone(n_h, width):
    X, Y = lab1.xor()
    start = lab1.initialize_parameters(2, n_h, 1, seed=[3])
    P, answers = next(descend(X, Y, start, "mse", np.array([0.1])))
    assert P["W1"].shape == (n_h, 2, width)
    assert answers.shape == (2, 1, 4, width)


def test_large_products_and_only_they_are_kept_to_one_thread():
    def threads():
        return {lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"}

    with threadpool_limits(2, user_api="blas"):
        before = threads()
        if not before:
            pytest.skip("this NumPy's BLAS can't be told how many threads to use")
        with one_thread(400, np.empty((2, 4))):
            assert threads() == {1}
        assert threads() == before
        with one_thread(2, np.empty((2, 4))):
            assert threads() == before
