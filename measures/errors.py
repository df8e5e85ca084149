"""What is refused: data from which no number can be made."""


class MeasureError(ValueError):
    """The data cannot be measured; the message is a plain sentence that names the row, the column or the quota."""


class TooFew(MeasureError):
    """There are not enough people, statements or rows for this measure."""
