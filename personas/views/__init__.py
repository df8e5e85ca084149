"""Pages of the table: `tables` is for everyone, `lead` for the engagement lead."""
