-- How webhooks do and what they are still to be told: no rebuild empties it. Without it every webhook begins where it was registered.
create table intake.webhook_states (
    webhook       uuid primary key,
    database      uuid not null,
    lease         uuid,
    leased_until  timestamptz,
    failures      int not null default 0,
    failing_since timestamptz,
    tries         int not null default 0,
    rests_until   timestamptz,
    off_since     timestamptz,
    off_reason    text
) with (fillfactor = 50);

-- How far each walk through the log is: the live one, and a replay.
create table intake.webhook_walks (
    webhook uuid not null,
    walk    text not null,
    since   timestamptz not null,
    until   timestamptz,
    places  bytea,
    primary key (webhook, walk)
) with (fillfactor = 50);

-- `due_at` is null behind another delivery of the same stream.
create table intake.webhook_deliveries (
    webhook      uuid not null,
    event_id     uuid not null,
    type         text not null,
    key          text not null,
    stream       uuid not null,
    at           timestamptz not null,
    shard        text not null,
    generation   int not null,
    sequence     bigint not null,
    n            int not null,
    payload      bytea not null,
    state        text not null default 'waiting',
    tries        int not null default 0,
    due_at       timestamptz,
    tried_at     timestamptz,
    status       int,
    error        text not null default '',
    answer       text not null default '',
    milliseconds int not null default 0,
    primary key (webhook, event_id)
) with (fillfactor = 70);
create index webhook_deliveries_due on intake.webhook_deliveries (webhook, due_at)
    where state = 'waiting' and due_at is not null;
create index webhook_deliveries_of_stream on intake.webhook_deliveries (webhook, stream, generation, sequence, n)
    where state in ('waiting', 'letter');
create index webhook_deliveries_by_time on intake.webhook_deliveries (webhook, at desc, event_id desc);
create index webhook_deliveries_by_age on intake.webhook_deliveries (tried_at) where state in ('delivered', 'skipped');

insert into intake.keys (name, secret)
values ('webhooks', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
