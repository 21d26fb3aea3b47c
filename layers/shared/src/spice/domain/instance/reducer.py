"""Which reducer made a snapshot: a change to `evolve` makes older snapshots disposable."""

import hashlib
import inspect

from spice.domain.instance import evolve, model

REDUCER = hashlib.sha256((inspect.getsource(evolve) + inspect.getsource(model)).encode()).hexdigest()[:16]
"""Digest of the code that folds events."""
