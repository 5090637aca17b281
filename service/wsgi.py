"""The web server's entry point: `gunicorn service.wsgi:app`.

What is loaded here is shared by all web processes. Nobody waits for a page to be compiled, and the
collector of garbage, which stops everybody, does not look through the dictionaries again and again.
"""

import gc

from doc_templates.declension.engine import warm
from service.app import create_app
from service.bootstrap import build_services
from service.domain.reach import NOTHING
from service.logs import configure_logging
from service.settings import Settings

configure_logging()
warm()
app = create_app(build_services(Settings(), unsaid=NOTHING))
for page in app.jinja_env.list_templates():
    app.jinja_env.get_template(page)
gc.collect()
gc.freeze()
