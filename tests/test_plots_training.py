from project_lib.drawing.plots_training import plot_fold_scores


def test_each_competitor_is_a_row_with_its_folds_and_its_mean():
    ax = plot_fold_scores(["a", "b"], [[1, 3], [2]], [2, 2], accent=["a"], x_label="Score")
    folds, mean, *_ = ax.collections
    assert folds.get_offsets().tolist() == [[1, 0], [3, 0]]
    assert mean.get_offsets().tolist() == [[2, 0]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert ax.get_xlabel() == "Score"
    assert ax.yaxis_inverted()


def test_a_competitor_without_scores_keeps_its_row():
    ax = plot_fold_scores(["a", "b"], [[1.0], []], [1.0, float("nan")])
    assert len(ax.get_yticks()) == 2
