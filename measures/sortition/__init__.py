"""The fair draw of a panel: everybody has as large a chance as the quotas allow, and anybody can check it."""
