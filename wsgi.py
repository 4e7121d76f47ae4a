"""The WSGI entry point: `flask --app wsgi …` and `gunicorn wsgi:app`."""

from community.app import create_app

app = create_app()
