#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Are exported OpenLineage events what the published specification asks for?

usage: openlineage_schemas.py TRIBUTARY
Two judges, each where it can be had:
- the JSON schemas: TRIBUTARY_OPENLINEAGE_SPEC names the specification's folder `spec` (OpenLineage.json and facets/);
  needs the Python module jsonschema;
- the project's own Python client, whose classes are generated from these schemas: the module openlineage
  (pip install --target DIR openlineage-python, then PYTHONPATH=DIR).
Exit status 77: neither is there."""
import glob
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import typing

TRIBUTARY = sys.argv[1]

SCRIPT = """CREATE TABLE orders (id int, amount numeric, email text);
CREATE VIEW totals AS SELECT o.id, sum(o.amount) AS total, md5(o.email) AS who FROM orders o
  JOIN customers c ON c.id = o.customer WHERE c.active GROUP BY o.id, o.email ORDER BY 2;
INSERT INTO report SELECT *, CASE WHEN total > 5 THEN 'big' END AS size FROM totals;
"""
EVENT = {
    "eventType": "COMPLETE", "eventTime": "2026-01-02T03:04:05.678Z", "producer": "https://example.org/p",
    "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    "run": {"runId": "0176a8c2-fe01-7439-87e6-56a1a1b4029f"}, "job": {"namespace": "n", "name": "fill"},
    "inputs": [{"namespace": "postgres://h:5432", "name": "db.public.a", "facets": {
        "schema": {"_producer": "https://example.org/p", "_schemaURL": "https://example.org/s", "fields": [
            {"name": "x", "type": "int"}]},
        "ownership": {"_producer": "https://example.org/p", "_schemaURL": "https://example.org/s",
                      "owners": [{"name": "team:data"}]},
        "tags": {"_producer": "https://example.org/p", "_schemaURL": "https://example.org/s",
                 "tags": [{"key": "sensitive", "value": "email", "field": "x"}]},
        "dataQualityMetrics": {"_producer": "https://example.org/p", "_schemaURL": "https://example.org/s",
                               "rowCount": 7, "columnMetrics": {"x": {"nullCount": 1, "max": 2.5}}}}}],
    "outputs": [{"namespace": "postgres://h:5432", "name": "db.public.b", "facets": {"columnLineage": {
        "_producer": "https://example.org/p", "_schemaURL": "https://example.org/s", "fields": {"y": {"inputFields": [
            {"namespace": "postgres://h:5432", "name": "db.public.a", "field": "x"}]}}}}}],
}


def run(*arguments):
    done = subprocess.run([TRIBUTARY, *arguments], capture_output=True, text=True, env=dict(
        os.environ, TRIBUTARY_SECRETS="file", TRIBUTARY_SECRETS_PASSWORD="x"))
    if done.returncode != 0:
        sys.exit(f"{arguments} failed: {done.stderr}")
    return done.stdout


def exported():
    with tempfile.TemporaryDirectory(prefix="tributary-openlineage-") as home:
        script, event = os.path.join(home, "etl.sql"), os.path.join(home, "event.ndjson")
        open(script, "w", encoding="utf-8").write(SCRIPT)
        open(event, "w", encoding="utf-8").write(json.dumps(EVENT) + "\n")
        workspace = ["--workspace", os.path.join(home, "w.tributary")]
        run(*workspace, "lineage", "import", script, "--dialect", "postgresql")
        run(*workspace, "lineage", "import", event)
        lines = run(*workspace, "lineage", "export", "--format", "openlineage").splitlines()
        lines += run("lineage", "extract", "--dialect", "postgresql", "--format", "openlineage", script).splitlines()
        return [json.loads(line) for line in lines if line]


def facets_of(event):
    """(where, facet) of every facet of an event."""
    for part in [event.get("run", {}), event.get("job", {})] + event.get("inputs", []) + event.get("outputs", []):
        for kind in ("facets", "inputFacets", "outputFacets"):
            for name, facet in part.get(kind, {}).items():
                yield name, facet


def by_schemas(events, folder):
    try:
        import jsonschema
        from referencing import Registry, Resource
    except ImportError:
        return None
    documents = {}
    for path in glob.glob(os.path.join(folder, "OpenLineage.json")) + glob.glob(os.path.join(folder, "facets", "*.json")):
        documents[os.path.basename(path)] = json.load(open(path, encoding="utf-8"))

    def find(uri):  # the folder holds one version of each: schemas name each other by their versions
        return Resource.from_contents(documents[uri.rsplit("/", 1)[-1]])

    registry = Registry(retrieve=find)
    problems = []

    def check(instance, document, definition):
        schema = {"$ref": f"https://openlineage.io/spec/{document}#/$defs/{definition}"}
        validator = jsonschema.Draft202012Validator(schema, registry=registry,
                                                    format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        for error in validator.iter_errors(instance):
            problems.append(f"{definition}: {'/'.join(map(str, error.absolute_path))}: {error.message}")

    for event in events:
        check(event, "OpenLineage.json", "RunEvent" if "run" in event else "JobEvent")
        for _, facet in facets_of(event):
            name = facet["_schemaURL"].rsplit("/", 1)[-1].split(".")[0]
            check(facet, name + ".json", name)
    return problems


def by_client(events):
    """The client's classes: every field they ask for is there, of their types, and none that they do not know."""
    try:
        import attr
        base = importlib.import_module("openlineage.client.generated.base")
    except ImportError:
        return None
    problems = []

    def build(cls, value, where):
        hints = typing.get_type_hints(cls)
        known = {field.name: field for field in attr.fields(cls)}
        for key in value:
            if key not in known and key not in ("_producer", "_schemaURL", "schemaURL"):
                problems.append(f"{where}: {cls.__name__} has no '{key}'")
        for name, field in known.items():
            if name in value:
                fits(hints.get(name, typing.Any), value[name], f"{where}.{name}")
            elif field.default is attr.NOTHING and not name.startswith("_"):
                problems.append(f"{where}: {cls.__name__} asks for '{name}'")

    def fits(kind, value, where):
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if kind is typing.Any or value is None:
            return
        if origin is typing.Union:
            kinds = [one for one in inner if one is not type(None)]
            return fits(kinds[0], value, where) if len(kinds) == 1 else None
        if origin is list:
            if not isinstance(value, list):
                return problems.append(f"{where}: is no list")
            return [fits(inner[0], one, f"{where}[{i}]") for i, one in enumerate(value)]
        if origin is dict:
            if not isinstance(value, dict):
                return problems.append(f"{where}: is no object")
            return [fits(inner[1], one, f"{where}.{key}") for key, one in value.items()]
        if isinstance(kind, type) and attr.has(kind):
            if kind.__module__.endswith(".base") and kind.__name__.endswith("Facet"):
                return None  # facets are checked by what they call themselves
            return build(kind, value, where) if isinstance(value, dict) else problems.append(f"{where}: is no object")
        numbers = (int, float) if kind is float else kind
        if kind in (str, int, float, bool) and (not isinstance(value, numbers) or
                                                (kind is not bool and isinstance(value, bool))):
            problems.append(f"{where}: {value!r} is no {kind.__name__}")

    for event in events:
        build(base.RunEvent if "run" in event else base.JobEvent, event, "event")
        for name, facet in facets_of(event):
            title = facet["_schemaURL"].rsplit("/", 1)[-1].split(".")[0]
            file = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", title).lower().removesuffix("_facet")
            for candidate in (file, file.replace("sqljob", "sql_job"), name.lower()):
                try:
                    module = importlib.import_module(f"openlineage.client.generated.{candidate}")
                    break
                except ImportError:
                    continue
            else:
                problems.append(f"the client knows no facet {title}")
                continue
            build(getattr(module, title), facet, name)
    return problems


def main():
    events = exported()
    if len(events) < 4 or not any("run" in event for event in events):
        sys.exit(f"only {len(events)} events were exported")
    folder = os.environ.get("TRIBUTARY_OPENLINEAGE_SPEC", "")
    judged = {"JSON schemas": by_schemas(events, folder) if folder else None, "Python client": by_client(events)}
    for judge, problems in judged.items():
        if problems is None:
            print(f"SKIPPED LOUDLY: the {judge} of OpenLineage cannot be had here (see {os.path.basename(__file__)})")
            continue
        print(f"{judge}: {len(events)} events, {sum(1 for e in events for _ in facets_of(e))} facets, "
              f"{len(problems)} problems")
        for problem in sorted(set(problems)):
            print("  " + problem)
    if all(problems is None for problems in judged.values()):
        sys.exit(77)
    sys.exit(1 if any(judged.values()) else 0)


main()
