"""Statements that read commands."""

STATE = """
select c.id, c.type, c.state, coalesce(c.actor, b.actor), coalesce(c.database, b.database),
       coalesce(c.submitted_at, b.submitted_at), c.finished_at, c.attempts, c.batch, c.line, c.key, c.result, c.errors,
       c.shard, c.generation, c.sequence, c.class_id
from model.commands c left join intake.batches b on b.id = c.batch
"""
AMONG = " where c.id = any(%s)"
_SOUGHT = """
where {among} and c.type not in ('NoteRefusal', 'KeepNotes')
  and (%(state)s::text is null or c.state = %(state)s) and (%(type)s::text is null or c.type = %(type)s)
  and (%(database)s::uuid is null or {database} = %(database)s) and (%(actor)s::text is null or {actor} = %(actor)s)
  and (%(root)s::text is null or starts_with(c.key, %(root)s))
  and (%(since)s::timestamptz is null or {at} >= %(since)s)
  and (%(at)s::timestamptz is null or ({at}, c.id) < (%(at)s, %(id)s::uuid))
order by {at} desc, c.id desc limit %(limit)s
"""
LIST = STATE + _SOUGHT.format(among="c.batch is null", database="c.database", actor="c.actor", at="c.submitted_at")
# A line of a batch has these of its batch.
LIST_AMONG = STATE + _SOUGHT.format(
    among="c.id = any(%(ids)s)",
    **{
        name: f"coalesce(c.{column}, b.{column})"
        for name, column in (("database", "database"), ("actor", "actor"), ("at", "submitted_at"))
    },
)
