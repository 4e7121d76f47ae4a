"""The WSGI entry point: `flask --app wsgi …` and `gunicorn wsgi:app`."""

import gc
import os
import sys

# Whatever is imported stays. To look for garbage among it takes a quarter of the start, and later a tenth of a second
# out of some request every now and then.
gc.disable()
from community import logs, request_ids  # noqa: E402
from community.config import load_config, make_instance  # noqa: E402
from community.settings import ConfigurationError  # noqa: E402

try:
    config = load_config()
    make_instance(config.instance)
except ConfigurationError as refusal:
    sys.stderr.write(f"Ripples does not start: {refusal}\n")
    sys.exit(3)  # which tells gunicorn that it need not try again
logs.configure(json=config.json_log, request_id=request_ids.current)
# Where the processes of this machine count together. What counts looks for it when it is imported.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(config.instance / "metrics"))
from community.app import create_app  # noqa: E402

app = create_app(config)
gc.freeze()
gc.enable()
