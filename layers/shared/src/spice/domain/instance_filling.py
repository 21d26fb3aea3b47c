"""What fills in where a class requires a value and has a default for it."""

from dataclasses import replace

from spice.domain.instance.model import DeleteInstance, InstanceCommand, PatchInstance
from spice.domain.ontology.compiled.classes import CompiledClass


def filled(command: InstanceCommand, shape: CompiledClass) -> InstanceCommand:
    """Fill in what came to be required since a command was accepted, or since the past that it brings back."""
    if isinstance(command, DeleteInstance):
        return command
    if isinstance(command, PatchInstance):
        given = command.patch
        lacking = {id_: value for id_, value in shape.assured.items() if id_ in given and given[id_] is None}
        return replace(command, patch={**given, **lacking}) if lacking else command
    lacking = {id_: value for id_, value in shape.assured.items() if id_ not in command.data}
    return replace(command, data={**command.data, **lacking}) if lacking else command
