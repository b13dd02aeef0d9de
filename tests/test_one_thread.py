from threadpoolctl import threadpool_info

from project_lib.one_thread import one_thread


def threads():
    return {library["num_threads"] for library in threadpool_info()}


def test_every_library_has_one_thread_within_and_its_own_after():
    with one_thread():
        assert threads() == {1}
        kinds = {library["user_api"] for library in threadpool_info()}
    assert kinds == {"blas", "openmp"}  # scikit-learn's own is loaded


def test_it_decorates_functions():
    assert one_thread()(threads)() == {1}
