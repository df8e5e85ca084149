"""What the rules of the table refuse, in a sentence that says what to do."""


class Refused(Exception):
    """A rule stands against it. `sentence` is for the person who tried."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
