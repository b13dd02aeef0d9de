from types import SimpleNamespace

from project_lib.drawing.plots_tuning import plot_histories, plot_rounds


def history(model="a", scores=(0.5, 0.7, 0.1), states=("complete", "complete", "pruned")):
    numbers = tuple(range(len(scores)))
    return SimpleNamespace(
        model=model, numbers=numbers, scores=scores, states=states, best=(0.5, 0.7, 0.7)
    )


def test_each_model_has_a_panel_with_its_trials_and_the_best_so_far():
    figure = plot_histories([history("a"), history("b"), history("c")], (0.4, 0.8), y_label="AP")
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert [ax.get_title(loc="left") for ax in shown] == ["a", "b", "c"]
    best, start = shown[0].lines
    assert best.get_ydata().tolist() == [0.5, 0.7, 0.7]
    assert start.get_ydata() == [0.5, 0.5]
    assert shown[0].get_ylabel() == "AP"
    assert [ax.get_xlabel() for ax in shown] == ["", "trial", "trial"]


def test_what_lies_far_outside_stands_at_the_edge_and_stopped_trials_are_hollow():
    figure = plot_histories([history()], (0.4, 0.8))
    dots = figure.axes[0].collections
    places = [dot.get_offsets().tolist()[0] for dot in dots]
    assert places[0] == [0, 0.5]
    assert 0.4 < places[2][1] < 0.42
    assert [len(dot.get_facecolor()) for dot in dots] == [1, 1, 0]


def test_the_number_of_rounds_chosen_is_marked_on_its_curve():
    ax = plot_rounds([("a", [10, 20, 30], [0.1, 0.3, 0.2], 20)], y_label="AP")
    assert ax.lines[0].get_ydata().tolist() == [0.1, 0.3, 0.2]
    assert ax.collections[0].get_offsets().tolist() == [[20, 0.3]]
    texts = [text.get_text() for text in ax.texts]
    assert "20 rounds" in texts
    assert "a" in texts
