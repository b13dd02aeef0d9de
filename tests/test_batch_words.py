from dataclasses import replace

import numpy as np
import pandas as pd
from batch_examples import make_rows, score

from project_lib.performance.batch_words import batch_sentence, batch_table, batch_title
from project_lib.performance.parts import Part


def test_batches_that_are_alike_are_said_to_be():
    text = batch_sentence(score(*make_rows()))
    assert "3 batches, one per month" in text
    assert "within chance" in text
    assert "fits what happened in every batch" in text
    assert "keep their distribution" in text


def test_a_broken_model_is_told_with_its_p():
    text = batch_sentence(score(*make_rows(noise_from=2)))
    assert "differ beyond chance (p below 0.001)" in text


def test_a_moved_rate_and_moved_scores_are_told():
    part, labels = make_rows()
    late = np.asarray(labels.codes) == 2
    rare = Part(np.where(late, part.actual * (part.entities % 3 == 0), part.actual),
                np.where(late, part.predicted**2, part.predicted), part.entities)  # fmt: skip
    text = batch_sentence(score(rare, labels, "average_precision"))
    assert "it differs beyond chance, and average precision moves with it" in text
    assert "most for batch 2: a large shift (stability index" in text
    assert "in 1 of 3 batches (1 of 20 would by chance). It is farthest off for batch 2" in text


def test_one_cutoff_or_no_time_cannot_show_anything_over_time():
    part, labels = make_rows(1)
    assert batch_sentence(score(part, labels, kind="cutoff")).startswith(
        "The rows have one cutoff, batch 0: how the model does over time cannot be seen"
    )
    assert batch_sentence(score(part, labels, kind="")).startswith("The rows have no time:")
    assert "the one batch" in batch_title(score(part, labels))


def test_batches_of_too_few_rows_are_told():
    part, _ = make_rows(1, 40)
    labels = pd.Categorical.from_codes(np.repeat([0, 1], 20), ["a", "b"], ordered=True)
    found = score(part, labels)
    assert "fewer than two have enough rows" in batch_sentence(found)
    assert batch_title(found) == "No batch has enough rows to be judged"


def test_the_table_names_the_metric_and_writes_rates_as_shares():
    found = score(*make_rows())
    assert batch_table(found).columns.tolist() == [
        "batch", "rows", "target_share", "predicted_share", "auroc", "from", "to",
        "stability_index"
    ]  # fmt: skip
    assert "predicted_mean" in batch_table(replace(found, task="number"))
    assert batch_title(found).startswith("Area under the ROC curve lies between 0.")
