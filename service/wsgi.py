"""The web server's entry point: `gunicorn service.wsgi:app`."""

from doc_templates.declension.engine import warm
from service.app import create_app
from service.bootstrap import build_services
from service.domain.reach import NOTHING
from service.logs import configure_logging
from service.settings import Settings

configure_logging()
warm()
app = create_app(build_services(Settings(), unsaid=NOTHING))
