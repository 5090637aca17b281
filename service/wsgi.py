"""The web server's entry point: `gunicorn service.wsgi:app`."""

from service.app import create_app
from service.bootstrap import build_services
from service.logs import configure_logging
from service.settings import Settings

configure_logging()
app = create_app(build_services(Settings()))
