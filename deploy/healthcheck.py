"""Exit 0 when the process on this port answers and reaches its databases."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=4)
host = os.environ["ALLOWED_HOSTS"].split(",")[0]
connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(connection.getresponse().status != 200)
