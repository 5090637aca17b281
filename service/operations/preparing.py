"""A checked request with all that its document needs but a number.

Registration and a preview prepare in the same words: what is seen is what is registered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from doc_templates.catalogue import Catalogue, Kind, describe, validate
from service.domain.access import Principal, require_sight, require_writing
from service.domain.errors import UnavailableError
from service.domain.ids import OrganisationId
from service.domain.signatures import PlannedSignature
from service.operations.declension import complete_data
from service.operations.field_problems import problems_under
from service.operations.requests import (
    DocumentRequest,
    check_kind,
    doc_date_of,
    plan_signatures,
)
from service.operations.templates import ChosenTemplate, TemplateDesk
from service.ports import BlobStore, Clock, Database


@dataclass(frozen=True)
class Prepared:
    """What is asked for, checked: the data with all forms of names, the template in force."""

    kind: Kind
    data: Mapping[str, object]
    template: ChosenTemplate
    title: str
    doc_date: date
    signature_plan: tuple[PlannedSignature, ...]


@dataclass(frozen=True)
class Preparation:
    """Whatever takes time, before the transaction: others wait until that ends."""

    database: Database
    blobs: BlobStore
    catalogue: Catalogue
    clock: Clock
    templates: TemplateDesk

    def prepare(self, principal: Principal, request: DocumentRequest) -> Prepared:
        """Check and complete a request.

        Raises NotFoundError (organisation), InvalidRequestError (fields), ForbiddenError,
        ConflictError `template_outdated`, UnavailableError.
        """
        kind = check_kind(self.catalogue, request)
        require_writing(principal, is_municipal=kind.is_municipal)
        day = doc_date_of(request.data, self.clock.today())
        data = self._complete(principal, request, kind)
        return Prepared(
            kind=kind,
            data=data,
            template=self._keep_template(request.organisation_id, principal, kind),
            title=describe(kind, data),
            doc_date=day,
            signature_plan=plan_signatures(kind, replace(request, data=data)),
        )

    def _complete(
        self, principal: Principal, request: DocumentRequest, kind: Kind
    ) -> Mapping[str, object]:
        """The data with all forms of names: what is registered is never declined again."""
        with problems_under("#/data"):
            with self.database.snapshot() as tx:
                # Before its confirmed forms are looked at: somebody else's are nobody's business.
                require_sight(principal, tx.organisations.find(request.organisation_id))
                data = complete_data(tx, request.organisation_id, kind, request.data)
            if data != request.data:  # what was sent has been checked already
                validate(kind, data)
        return data

    def _keep_template(
        self, organisation_id: OrganisationId, principal: Principal, kind: Kind
    ) -> ChosenTemplate:
        # The exact template is kept beside the document: it will be filled, and one day rebuilt,
        # from these bytes whatever the library holds by then.
        with self.database.snapshot() as tx:
            organisation = require_sight(principal, tx.organisations.find(organisation_id))
        template = self.templates.choose(organisation, kind)
        if not self.blobs.has(organisation_id, template.sha256):
            try:
                self.blobs.put(organisation_id, [template.docx])
            except OSError as error:
                raise UnavailableError from error
        return template
