"""How the product is run, tested and locked. Standard library only: these scripts run before anything is installed."""
