"""What voices and statements have in common: everyone may read a reason in their place."""

from typing import Any


class Hideable:
    """Read it with `hides__appeal` fetched before, where many stand in a list."""

    is_statement = False
    hides: Any

    @property
    def hide(self):
        """Why it is hidden now."""
        return next((each for each in self.hides.all() if each.lifted_at is None), None)

    @property
    def has_appealed(self) -> bool:
        """Whether its author has asked once that somebody else looks again."""
        return any(hasattr(each, "appeal") for each in self.hides.all())
