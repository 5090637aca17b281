"""The web application: both doors, their shared rules, and nothing that belongs to one of them."""

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as BareResponse

from service.api import problems
from service.api.health import health
from service.api.json_text import StrictJson
from service.api.specification import SPEC_PATH, describe_api
from service.api.version_one import build_api
from service.bootstrap import Services
from service.domain.errors import GrifError
from service.http import access_log, compression, exchange, protection, streams
from service.http.addresses import CodeConverter, IdConverter, bound_addresses
from service.http.bodies import bound_bodies
from service.http.refusals import is_unexpected
from service.web import errors as pages
from service.web.site import add_site

_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz")


def create_app(services: Services) -> APIFlask:
    """The application that answers with `services`."""
    app = APIFlask(
        __name__,
        title="Гриф",
        version="1.0.0",
        spec_path=SPEC_PATH,
        docs_path=None,
        json_errors=False,
        static_folder="web/static",
        template_folder="web/pages",
    )
    app.json = StrictJson(app)
    app.url_map.merge_slashes = False
    app.url_map.converters.update(id=IdConverter, code=CodeConverter)
    exchange.install(app, services)
    streams.install(app)
    describe_api(app)
    app.before_request(exchange.begin)
    app.teardown_request(exchange.end)
    bound_addresses(app)
    bound_bodies(app)
    app.after_request(access_log.note_response)
    compression.compress(app, is_https=services.settings.secure_cookies)
    protection.protect(app, is_https=services.settings.secure_cookies)
    app.register_blueprint(build_api())
    app.register_blueprint(health)
    add_site(app)
    for family in (GrifError, HTTPError, HTTPException, Exception):
        app.register_error_handler(family, _answer)
    return app


def _answer(error: Exception) -> Response | BareResponse:
    if isinstance(error, RequestRedirect):
        return error.get_response()
    refusal = problems.explain(error)
    if is_unexpected(refusal):
        access_log.note_failure(error)
    is_program = request.path.startswith(_FOR_PROGRAMS)
    return problems.answer(refusal) if is_program else pages.answer(refusal)
