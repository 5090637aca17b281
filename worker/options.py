"""From the settings to the converter's options."""

from service.settings import Settings
from worker.libreoffice.conversion import ConverterOptions


def converter_options(settings: Settings) -> ConverterOptions:
    """Say how the settings want LibreOffice to run.

    Its private files lie beside the processes' own folders, not within: what a killed LibreOffice
    left, in /tmp too, only the package that knows LibreOffice can clear.
    """
    return ConverterOptions(
        scratch=settings.scratch,
        engine=settings.converter,
        batch_size=settings.batch_size,
        seconds_per_document=settings.conversion_seconds,
    )
