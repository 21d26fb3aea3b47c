"""Statements on the queues of webhooks."""

KNOW = """
insert into intake.webhook_states (webhook, database)
select w.id, w.database from model.webhooks w
join model.databases d on d.uuid = w.database and not d.deleted
where not w.deleted and not exists (select from intake.webhook_states s where s.webhook = w.id)
on conflict do nothing
"""
# The time of the registration, whenever it is seen first: without this row (all of intake lost) it begins there again.
BEGIN = """
insert into intake.webhook_walks (webhook, walk, since)
select w.id, 'live', w.since from model.webhooks w
join model.databases d on d.uuid = w.database and not d.deleted
where not w.deleted and not exists (select from intake.webhook_walks k where k.webhook = w.id and k.walk = 'live')
on conflict do nothing
"""
CLAIM = """
update intake.webhook_states s set lease = %(lease)s, leased_until = %(until)s
from model.webhooks w join model.databases d on d.uuid = w.database
where w.id = s.webhook and not w.deleted and not w.paused and not d.deleted and s.off_since is null
    and (s.lease = %(lease)s or s.leased_until is null or s.leased_until <= %(now)s)
returning s.webhook, s.database, w.webhook, s.failures, s.failing_since, s.tries, s.rests_until
"""
WALKS = """
select k.webhook, k.walk, k.since, k.until, k.places, w.begins from intake.webhook_walks k
left join model.webhooks w on w.id = k.webhook and k.walk = 'live'
where k.webhook = any(%s::uuid[])
"""
_OF_WALK = """
where webhook = %(webhook)s and walk = %(walk)s and since = %(since)s
    and until is not distinct from %(until)s::timestamptz
"""
MOVE = f"update intake.webhook_walks set places = %(places)s {_OF_WALK}"
END = f"delete from intake.webhook_walks {_OF_WALK}"
_INSERT = """
insert into intake.webhook_deliveries
    (webhook, event_id, type, key, stream, at, shard, generation, sequence, n, payload)
select %(webhook)s, * from unnest(%(event_ids)s::uuid[], %(types)s::text[], %(keys)s::text[], %(streams)s::uuid[],
    %(ats)s::timestamptz[], %(shards)s::text[], %(generations)s::int[], %(sequences)s::bigint[], %(ns)s::int[],
    %(payloads)s::bytea[])
"""
TAKE = f"{_INSERT} on conflict (webhook, event_id) do nothing"
TAKE_AGAIN = f"""{_INSERT} on conflict (webhook, event_id) do update set
    state = 'waiting', tries = 0, due_at = null, payload = excluded.payload
where webhook_deliveries.state <> 'waiting'
"""
# The first of a stream is due, unless it is a letter.
WAKE = """
update intake.webhook_deliveries d set due_at = d.at
from (
    select distinct on (stream) event_id, state from intake.webhook_deliveries
    where webhook = %(webhook)s and stream = any(%(streams)s::uuid[]) and state in ('waiting', 'letter')
    order by stream, generation, sequence, n
) first
where d.webhook = %(webhook)s and d.event_id = first.event_id and first.state = 'waiting' and d.due_at is null
"""
DUE = """
select event_id, type, key, at, shard, generation, sequence, n, payload, tries from intake.webhook_deliveries d
where webhook = %(webhook)s and state = 'waiting' and due_at <= %(now)s and stream <> all(%(but)s::uuid[])
    and not exists (
        select from intake.webhook_deliveries e
        where e.webhook = d.webhook and e.stream = d.stream and e.state in ('waiting', 'letter')
            and (e.generation, e.sequence, e.n) < (d.generation, d.sequence, d.n)
    )
order by due_at, generation, sequence, n limit %(limit)s
"""
SETTLE = """
update intake.webhook_deliveries d set
    state = t.state, tries = d.tries + 1, tried_at = t.at, due_at = t.due, status = t.status, error = t.error,
    answer = t.answer, milliseconds = t.milliseconds
from unnest(%(event_ids)s::uuid[], %(states)s::text[], %(ats)s::timestamptz[], %(dues)s::timestamptz[],
    %(statuses)s::int[], %(errors)s::text[], %(answers)s::text[], %(milliseconds)s::int[])
    as t(event_id, state, at, due, status, error, answer, milliseconds)
where d.webhook = %(webhook)s and d.event_id = t.event_id and d.state = 'waiting'
"""
HEALTH = """
update intake.webhook_states set failures = %(failures)s, failing_since = %(failing_since)s, tries = %(tries)s,
    rests_until = %(rests_until)s, off_reason = %(off)s,
    off_since = case when %(off)s::text is null then null else %(at)s::timestamptz end
where webhook = %(webhook)s
"""
LOAD = """
select count(*) filter (where state = 'letter' or tries > 0),
    count(*) filter (where state = 'waiting' and due_at <= %(now)s), count(*),
    min(due_at) filter (where state = 'waiting')
from intake.webhook_deliveries where webhook = %(webhook)s and state in ('waiting', 'letter')
"""
STANDING = """
select s.off_since, s.off_reason, coalesce(s.failures, 0), s.failing_since, s.rests_until,
    count(d.*) filter (where d.state = 'waiting'), count(d.*) filter (where d.state = 'letter'),
    min(d.at) filter (where d.state in ('waiting', 'letter')),
    max(d.tried_at) filter (where d.state = 'delivered')
from (select %(webhook)s::uuid as webhook) w
left join intake.webhook_states s on s.webhook = w.webhook
left join intake.webhook_deliveries d on d.webhook = w.webhook
group by s.webhook, s.off_since, s.off_reason, s.failures, s.failing_since, s.rests_until
"""
LISTED = """
select event_id, type, key, at, state, tries, due_at, tried_at, status, error, answer, milliseconds
from intake.webhook_deliveries
where webhook = %(webhook)s and (%(state)s::text is null or state = %(state)s)
    and (%(at)s::timestamptz is null or (at, event_id) < (%(at)s, %(event_id)s))
order by at desc, event_id desc limit %(limit)s
"""
FOUND = """
select event_id, type, key, at, state, tries, due_at, tried_at, status, error, answer, milliseconds
from intake.webhook_deliveries where webhook = %s and event_id = %s
"""
AGAIN = """
update intake.webhook_deliveries set state = 'waiting', tries = 0, due_at = %(at)s
where webhook = %(webhook)s and event_id = %(event_id)s returning stream
"""
SKIP = """
update intake.webhook_deliveries set state = 'skipped', due_at = null, tried_at = %(at)s
where webhook = %(webhook)s and event_id = %(event_id)s and state in ('waiting', 'letter') returning stream
"""
REPLAY = """
insert into intake.webhook_walks (webhook, walk, since, until) values (%s, 'replay', %s, %s)
on conflict (webhook, walk) do update set since = excluded.since, until = excluded.until, places = null
"""
SWITCH_ON = """
update intake.webhook_states set off_since = null, off_reason = null, failures = 0, tries = 0, failing_since = null,
    rests_until = null, resumed = %(resumed)s
where webhook = %(webhook)s and resumed < %(resumed)s and off_since is not null
"""
# Another secret lets one go on that was off for want of one.
SWITCH_ON_ROTATED = """
update intake.webhook_states set off_since = null, off_reason = null, failures = 0, tries = 0, failing_since = null,
    rests_until = null
where webhook = %(webhook)s and off_reason = %(lost)s and off_since is not null
"""
# What failed while it was off, and what was used up by that, is tried at once, from the first try on.
ASK_AT_ONCE = """
update intake.webhook_deliveries set state = 'waiting', tries = 0, due_at = %(at)s
where webhook = %(webhook)s and (state = 'letter' or (state = 'waiting' and due_at is not null))
"""
ON = """
select w.id, w.database, w.since, k.places from model.webhooks w
join model.databases d on d.uuid = w.database
left join intake.webhook_states s on s.webhook = w.id
left join intake.webhook_walks k on k.webhook = w.id and k.walk = 'live'
where not w.deleted and not w.paused and not d.deleted and s.off_since is null
"""
# Of each key the first alone, unless it is a letter: what is behind a letter waits for a person.
MEASURE = """
select (
    select min(at) from intake.webhook_deliveries
    where webhook = any(%(on)s::uuid[]) and state = 'waiting' and due_at is not null
), (
    select count(*) from intake.webhook_deliveries d join model.webhooks w on w.id = d.webhook
    join model.databases b on b.uuid = w.database
    where d.state = 'letter' and not w.deleted and not b.deleted
), (
    select count(*) from intake.webhook_states s join model.webhooks w on w.id = s.webhook
    join model.databases b on b.uuid = w.database
    where s.off_since is not null and not w.deleted and not b.deleted
)
"""
# Shards that end where a webhook is are not looked through.
NOT_TAKEN = """
select min(greatest(g.first_at, p.since))
from unnest(%(shards)s::text[], %(databases)s::uuid[], %(sinces)s::timestamptz[], %(generations)s::int[],
    %(sequences)s::bigint[]) as p(shard, database, since, generation, sequence)
join model.segments g on g.shard = p.shard and (g.generation, g.sequence) > (p.generation, p.sequence)
    and p.database = any(g.databases) and g.last_at > p.since
"""
