"""Pages of this app: `tables` for everyone, `lead`, `advocates` who stand in, `challenges` with the exchange."""
