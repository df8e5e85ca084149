"""Pages of participation: `participant` needs no account, `inbox` is for owners of subjects."""
