"""Erasure of a person's data, and their return, as commands and events. Key: the database's uuid.

Generations are told by whoever asks, so that what is replayed destroys what was meant, and nothing that came since.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseSubject:
    """Destroy the keys of a subject, up to a generation: what was sealed with them can be read by nobody again."""

    subject: str
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadmitSubject:
    """Let data of a subject that was erased be written again, under the key of a generation; what was stays erased."""

    subject: str
    generation: int


ErasureCommand = EraseSubject | ReadmitSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectErased:
    """The keys of a subject up to this generation are destroyed."""

    subject: str
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectReadmitted:
    """Data of a subject is written under the key of this generation from now on."""

    subject: str
    generation: int


ErasureEvent = SubjectErased | SubjectReadmitted
