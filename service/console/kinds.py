"""`grif kinds`: which documents Grif can make."""

import json

import click

from doc_templates.catalogue import load_catalogue, schema_with_definitions
from doc_templates.errors import UnknownKindError
from service.console.help import RussianCommand


@click.command(cls=RussianCommand)
@click.argument("kind", required=False)
@click.option("--schema", "part", flag_value="schema", help="Схема данных вида (JSON Schema)")
@click.option("--sample", "part", flag_value="sample", help="Образец данных вида")
def kinds(kind: str | None, part: str | None) -> None:
    """Показать виды документов, схему данных вида или её образец."""
    catalogue = load_catalogue()
    if kind is None and part is not None:
        message = f"Укажите вид: ./grif kinds KIND --{part}."
        raise click.UsageError(message)
    if kind is None:
        for item in catalogue.list_kinds():
            click.echo(f"{item.code:<32} {item.title}")
        return
    try:
        chosen = catalogue.get_kind(kind)
    except UnknownKindError as error:
        raise click.ClickException(error.message) from error
    if part is None:
        click.echo(f"{chosen.code}\n  {chosen.title}\n  Журнал: {chosen.register}")
        return
    content = chosen.sample if part == "sample" else schema_with_definitions(chosen)
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
