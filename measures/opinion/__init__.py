"""Groups of opinion, the statements that represent them, and whether there are groups at all."""
