"""Path segments that name something: only what can be an id, so nothing else reaches the store."""

from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """`<id:document_id>`: what `service.domain.ids.is_safe_id` accepts; anything else is 404."""

    regex = "[a-z0-9][a-z0-9-]{0,63}"


class CodeConverter(BaseConverter):
    """`<code:kind>`: the code of a document kind."""

    regex = "[a-z][a-z0-9_]{0,63}"
