"""Writes expected.json beside this file: what jinja2 renders for snippets.json and templates/ x conversations.json.

    python -m venv venv && venv/bin/pip install jinja2==3.1.6 && venv/bin/python make_expected.py

The environment is that of transformers 5.23 (utils/chat_template_utils.py, _cached_compile_jinja_template).
"""
import json
import pathlib
from datetime import datetime

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = pathlib.Path(__file__).parent


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        lineno = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_support"), [], [], body).set_lineno(lineno)

    def _support(self, caller):
        return caller()


class Namespace(jinja2.utils.Namespace):
    def __init__(*args, **kwargs):
        self, args = args[0], args[1:]
        attrs = dict(*args, **kwargs)
        for name in attrs:
            Namespace._check(name)
        jinja2.utils.Namespace.__init__(self, attrs)

    def __setitem__(self, name, value):
        Namespace._check(name)
        jinja2.utils.Namespace.__setitem__(self, name, value)

    @staticmethod
    def _check(name):
        if isinstance(name, str) and name.startswith("_"):
            raise jinja2.exceptions.SecurityError("underscore")


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def strftime_now(format):
    return datetime(2026, 3, 5, 14, 7, 9).strftime(format)


def environment():
    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    env.filters["tojson"] = tojson
    env.globals.update(raise_exception=raise_exception, strftime_now=strftime_now, namespace=Namespace)
    return env


def render(source, context):
    try:
        return {"ok": environment().from_string(source).render(**context)}
    except Exception as e:
        raised = type(e) is jinja2.exceptions.TemplateError
        return {"raised" if raised else "error": str(e)}


def alias_reasoning(context):
    """As transformers' _alias_reasoning_fields."""
    messages = []
    for message in context["messages"]:
        names = ("reasoning_content", "thinking", "reasoning")
        reasoning = next((message[n] for n in names if message.get(n) is not None), None)
        if reasoning is not None:
            message = {"thinking": reasoning, **message, "reasoning_content": reasoning}
        messages.append(message)
    return {**context, "messages": messages}


def main():
    out = {"jinja2": jinja2.__version__, "snippets": {}, "templates": {}}
    snippets = json.loads((HERE / "snippets.json").read_text())
    for group in snippets["groups"].values():
        for source in group:
            out["snippets"][source] = render(source, snippets["context"])
    conversations = json.loads((HERE / "conversations.json").read_text())
    for file in sorted((HERE / "templates").glob("*.jinja")):
        for name, context in conversations.items():
            full = {"tools": None, "documents": None, "bos_token": "<s>", "eos_token": "</s>", **alias_reasoning(context)}
            out["templates"][f"{file.stem}/{name}"] = render(file.read_text(), full)
    (HERE / "expected.json").write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n")
    for kind in ("snippets", "templates"):
        ok = sum("ok" in v for v in out[kind].values())
        print(kind, len(out[kind]), "of them rendered", ok)


main()
