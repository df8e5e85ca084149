"""Signs of how a workshop went, each with its evidence; never one score."""
