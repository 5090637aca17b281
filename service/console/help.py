"""Help of the command line in Russian: click's own headings are English."""

import sys
from typing import Any, Never

import click
from typing_extensions import override

from service.console.failures import told_in_russian

_HELP_OPTION = "Показать эту справку"


class RussianCommand(click.Command):
    """A verb whose help speaks Russian throughout."""

    @override
    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, _translate(pieces), prefix="Вызов: ")

    @override
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _HELP_OPTION
        return option

    @override
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [p.get_help_record(ctx) for p in self.get_params(ctx)]
        rows = [(name, _translate(text)) for name, text in filter(None, records) if text]
        if rows:
            with formatter.section("Параметры"):
                formatter.write_dl(rows)


class RussianGroup(RussianCommand, click.Group):
    """A group of verbs whose help and whose refusals speak Russian throughout."""

    command_class: type[click.Command] | None = RussianCommand
    group_class: type[click.Group] | type[type] | None = type

    @override
    def main(self, *args: Any, **extra: Any) -> Never:
        with told_in_russian():
            sys.exit(super().main(*args, **{**extra, "standalone_mode": False}))

    @override
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, _first_sentence(command)) for name, command in commands if command]
        if rows:
            with formatter.section("Команды"):
                formatter.write_dl(rows)


def _first_sentence(command: click.Command) -> str:
    return (command.help or "").strip().split("\n\n")[0].replace("\n", " ")


def _translate(text: Any) -> str:  # noqa: ANN401 -- click leaves the type open
    words = {"[OPTIONS]": "[ПАРАМЕТРЫ]", "COMMAND [ARGS]...": "КОМАНДА …", "[required]": "(нужен)"}
    result = str(text)
    for english, russian in words.items():
        result = result.replace(english, russian)
    return result.replace("[default: ", "[по умолчанию: ")
