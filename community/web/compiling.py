"""Templates are compiled once for each language: what is always said alike in it stands in them as it is written.

A page has a hundred such sentences and addresses. What is filled into a sentence, and what depends on who is looking,
is asked for at each writing.
"""

from collections.abc import Callable, MutableMapping
from typing import Any, Self, cast

import flask.templating
from flask import Flask, has_request_context, request
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from werkzeug.routing import BuildError

from community.i18n import current_language


class Environment(flask.templating.Environment):
    """Jinja's environment, of which there is one more for the pages of each language.

    Templates have no globals of their own: each looks in the one table that all have. Else they lie in a chain of two
    tables, which is gone through name by name for whatever imports macros.
    """

    language: str | None = None

    def __init__(self, *settings: Any, **options: Any) -> None:
        super().__init__(*settings, **options)
        self.fixed: dict[str, Callable[..., object]] = {}
        self.spoken: dict[str, Self] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template finds beside what it is given. d: what it alone has."""
        return super().make_globals(d) if d else self.globals

    def get_template(self, name: str | Template, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """A template in the language that is being written, or in that of the template that asks for it."""
        environment = self._in(current_language()) if self.language is None and _is_page() else self
        return super(Environment, environment).get_template(name, parent, globals)

    def _in(self, language: str) -> Self:
        if language not in self.spoken:
            spoken = self.overlay()
            spoken.language = language
            self.spoken[language] = spoken
        return self.spoken[language]

    def _generate(self, source: nodes.Template, *names: Any, **options: Any) -> str:
        # Jinja's hook for what is done with a template before it becomes code.
        written = _Writer(self.fixed).visit(source) if self.language else source
        return super()._generate(written, *names, **options)


def fix(app: Flask, **asked: Callable[..., object]) -> None:
    """Write what these functions answer into the templates of pages, wherever they are asked with what is known there.

    asked: by the names that templates have for them; what they answer depends on the language, and on nothing else.
    """
    cast(Environment, app.jinja_env).fixed = asked


def _is_page() -> bool:
    # Elsewhere addresses are whole, or below another root.
    return has_request_context() and not request.root_path


class _Writer(NodeTransformer):
    """Puts the answer in place of a call, where it is always the same."""

    def __init__(self, fixed: dict[str, Callable[..., object]]) -> None:
        self._fixed = fixed

    def visit_Concat(self, joined: nodes.Concat) -> nodes.Node:  # noqa: N802  (Jinja's name)
        return joined  # of parts that are known Jinja makes one that is escaped, though they were not to be

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802  (Jinja's name)
        self.generic_visit(call)
        ask = self._fixed.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        if ask is None or call.kwargs or call.dyn_args or call.dyn_kwargs:
            return call
        try:
            answer = ask(*(argument.as_const() for argument in call.args))
        except (nodes.Impossible, BuildError):  # asked with what is not known yet; a page that this site does not have
            return call
        written = nodes.Const(answer, lineno=call.lineno)
        return nodes.MarkSafeIfAutoescape(written, lineno=call.lineno) if isinstance(answer, Markup) else written
