"""What the renderers share: a template's environment, and words that no format chokes on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from simulator.errors import InputError, Problem

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PACKAGE = "simulator.report.document"


def clean(text: str) -> str:
    """Replace what XML forbids, such as control letters out of a YAML escape."""
    return _CONTROLS.sub("\ufffd", text)


def shipped(name: str) -> str:
    """Text of a template of the program's own."""
    return resources.files(PACKAGE).joinpath("templates", name).read_text("utf-8")


def environment(template: Path | None, **options: Any) -> SandboxedEnvironment:
    """Environment that finds the shipped templates, then those beside the user's."""
    loaders: list[jinja2.BaseLoader] = [jinja2.PackageLoader(PACKAGE, "templates")]
    if template is not None:
        loaders.append(jinja2.FileSystemLoader(template.parent))
    return SandboxedEnvironment(
        loader=jinja2.ChoiceLoader(loaders), undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, **options,
    )  # fmt: skip


def filled(
    found: SandboxedEnvironment, template: Path | None, name: str, values: Mapping[str, Any]
) -> str:
    """Fill the user's template, or the shipped one of this name.

    Raises
    ------
    InputError
        With file and line, if the user's template cannot be read or filled.
    """
    if template is None:
        return clean(found.get_template(name).render(values))
    try:
        return clean(found.from_string(template.read_text("utf-8")).render(values))
    except UnicodeDecodeError as error:
        raise InputError(Problem(str(template), "is not UTF-8 text")) from error
    except jinja2.TemplateSyntaxError as error:
        where = f"{template}:{error.lineno}"
        raise InputError(Problem(where, f"is no Jinja template: {error.message}")) from error
    except jinja2.TemplateError as error:
        raise InputError(Problem(str(template), f"cannot be filled: {error}")) from error
