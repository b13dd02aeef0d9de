"""Random probes: columns that cannot know the target, the yardstick of every method.

A feature that carries nothing looks like a probe: the chance that it beats the best of m probes is
1 in m + 1 (exchangeability; shadow features: Kursa and Rudnicki, 2010).
"""

import numpy as np

from project_lib.selectors.blocks import Blocks

LEAST_PROBES = 30
MOST_PROBES = 100


def count_probes(features: int) -> int:
    """Return how many probes stand beside that many features: as many, between 30 and 100."""
    return min(max(features, LEAST_PROBES), MOST_PROBES)


def add_probes(blocks: Blocks, *, count: int, random_state: int = 0) -> Blocks:
    """Return the features followed by `count` probes.

    A probe is a feature whose rows are shuffled, all its columns together, so that it has the same
    values, levels and ties; features take turns.
    """
    rng = np.random.default_rng(random_state)
    turns = np.concatenate(
        [rng.permutation(blocks.count) for _ in range(-(-count // max(blocks.count, 1)))]
    )[:count]
    parts, owner = [blocks.values], [blocks.owner]
    for place, feature in enumerate(turns):
        part = blocks.block(feature)[rng.permutation(len(blocks.values))]
        parts.append(part)
        owner.append(np.full(part.shape[1], blocks.count + place))
    names = (*blocks.names, *(f"probe {place + 1}" for place in range(count)))
    return Blocks(names, np.hstack(parts), np.concatenate(owner))
