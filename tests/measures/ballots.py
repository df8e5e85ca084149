"""Small rounds to measure."""

import numpy as np

from measures.opinion.ballots import Ballots, ballots_of

NOTHING = 9


def ballots_from(rows: list[list[int]]) -> Ballots:
    """One list a person, one number a statement; 9 where there is no ballot."""
    matrix = np.array(rows)
    person, statement = np.nonzero(matrix != NOTHING)
    return ballots_of(person, statement, matrix[person, statement], people=matrix.shape[0], statements=matrix.shape[1])


def two_camps(people: int = 40, statements: int = 10, seed: int = 0) -> list[list[int]]:
    """Half of the people lean one way on every statement, half the other; a few go against their camp."""
    generator = np.random.default_rng(seed)
    camp = np.where(np.arange(people) % 2, 1, -1)[:, np.newaxis] * np.where(np.arange(statements) % 3, 1, -1)
    return np.where(generator.random(camp.shape) < 0.1, -camp, camp).tolist()
