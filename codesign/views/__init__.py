"""Pages of participation: `participant`, `statements` and `changes` need no account, `inbox` is for owners."""
