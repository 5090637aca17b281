"""Whoever sits at the console: the desks they go to, and how they are turned away."""

import sys
from typing import Never

import click

from service.bootstrap import Services, build_services
from service.domain.access import Principal, Scope
from service.domain.ids import OrganisationId
from service.settings import Settings


def open_desks(organization: str) -> tuple[Services, Principal]:
    """All desks, and a principal who may do everything in the organisation."""
    principal = Principal("console", frozenset(Scope), OrganisationId(organization))
    return build_services(Settings()), principal


def refuse(message: str) -> Never:
    """Say what is wrong and end with code 2."""
    click.echo(message, err=True)
    sys.exit(2)
