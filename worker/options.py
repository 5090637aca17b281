"""From the settings to the converter's options."""

from pathlib import Path

from service.settings import Settings
from worker.libreoffice.conversion import ConverterOptions


def converter_options(settings: Settings, folder: Path) -> ConverterOptions:
    """Say how the settings want LibreOffice to run, with its private files in `folder`."""
    return ConverterOptions(
        scratch=folder,
        engine=settings.converter,
        batch_size=settings.batch_size,
        seconds_per_document=settings.conversion_seconds,
    )
