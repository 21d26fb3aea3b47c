"""Every defect that the tests must notice. What a part adds of its own is a module beside this one."""

from tests.mutants import of_audit, of_deep, of_epochs, of_erasure, of_projecting, of_proofs, of_the_log, of_webhooks

MUTANTS = (
    *of_the_log.MUTANTS,
    *of_proofs.MUTANTS,
    *of_webhooks.MUTANTS,
    *of_erasure.MUTANTS,
    *of_epochs.MUTANTS,
    *of_audit.MUTANTS,
    *of_deep.MUTANTS,
    *of_projecting.MUTANTS,
)
