"""The peer red-dwarf, from ballots in a file to groups and statistics, in an environment of its own."""

import sys

import numpy as np
from reddwarf.implementations.polis import run_pipeline
from sklearn.metrics import adjusted_rand_score

from bench.measured import tell


def main(path: str) -> None:
    stored = np.load(path)
    columns = (stored[name].tolist() for name in ("person", "statement", "choice"))
    votes = [
        {"participant_id": person, "statement_id": statement, "vote": choice}
        for person, statement, choice in zip(*columns, strict=True)
    ]
    truth = stored["group"]

    def agreement_with_truth(result) -> float:
        groups = result.participants_df["cluster_id"].dropna()
        return float(adjusted_rand_score(truth[groups.index.to_numpy(dtype=int)], groups.to_numpy()))

    tell(
        lambda: run_pipeline(votes=votes, random_state=0),
        lambda result: {"agreement_with_truth": agreement_with_truth(result)},
    )


if __name__ == "__main__":
    main(sys.argv[1])
