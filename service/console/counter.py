"""Whoever sits at the console: the desks they go to, and how they are turned away."""

import sys
from typing import Never

import click

from service.bootstrap import Services, build_services
from service.domain.access import Principal, Scope
from service.domain.accounts import Tenant
from service.domain.ids import OrganisationId
from service.settings import Settings


def open_desks(organization: str) -> tuple[Services, Principal]:
    """All desks, and a principal who may do everything in the organisation."""
    principal = Principal("console", frozenset(Scope), OrganisationId(organization))
    return build_services(Settings()), principal


def open_desks_of(tenant: Tenant) -> tuple[Services, Principal]:
    """All desks, and a principal who may do everything in an organisation or a municipality."""
    owner = (tenant.organisation_id, tenant.municipality_id)
    return build_services(Settings()), Principal("console", frozenset(Scope), *owner)


def refuse(message: str) -> Never:
    """Say what is wrong and end with code 2."""
    click.echo(message, err=True)
    sys.exit(2)
