"""What a web process loads."""

import subprocess
import sys

PROGRAM = """
import sys, django
django.setup()
import cms.asgi, cms.urls, cms.wsgi
print(sorted({name.partition(".")[0] for name in sys.modules} & {"numpy", "scipy"}))
"""


def test_a_web_process_loads_neither_numpy_nor_scipy():
    """They cost tens of megabytes a process; the worker and commands load them."""
    shown = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
