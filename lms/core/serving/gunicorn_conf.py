"""How gunicorn serves, in every kind of installation; environment variables change it.

Two processes with eight threads each: enough for ten viewers of byte ranges at once beside
ordinary pages, on a small school server.
"""

import os
import tempfile
from pathlib import Path

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_PROCESSES") or 2)
threads = int(os.environ.get("WEB_THREADS") or 8)
worker_class = "gthread"
timeout = 120
graceful_timeout = 5
keepalive = 5
# The heartbeat file must not lie on a disk: a slow disk would look like a hung worker.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()  # noqa: S108
control_socket_disable = True
# Requests are logged by lms.core.middleware: by route, without query strings or names.
accesslog = None
logger_class = "lms.core.serving.gunicorn_logs.StructuredLogger"
# X-Forwarded-* are read by Django, as far as TRUSTED_PROXIES says; gunicorn believes nobody.
forwarded_allow_ips = ""
chdir = str(Path(__file__).resolve().parents[3])
