"""Groups of opinion in published consultations and in our own rounds. Loads SciPy: for the worker and commands."""
