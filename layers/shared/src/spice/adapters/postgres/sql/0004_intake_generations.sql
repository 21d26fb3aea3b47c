-- Maps of keys to partitions: a family without rows has its first one, which is what its topic says.
create table intake.generations (
    family     text not null,
    generation int not null,
    partitions int not null,
    state      text not null,
    primary key (family, generation)
);

-- The map a row was written with; 0: none, its records go where their keys say.
alter table intake.outbox add column generation int not null default 1;
create index outbox_by_map on intake.outbox (topic, generation, partition, xact_id, position);
drop index intake.outbox_by_shard;

-- Since when a family's workers lag behind more than they should.
create table intake.lagging (
    family text primary key,
    since  timestamptz not null
);
