-- Changes of ontologies that instances are held to before they are made: as long as the shard of the change stands at the sequence.
create table model.tightenings (
    shard    text not null,
    database uuid not null,
    sequence bigint not null,
    base     text not null,
    classes  bytea not null,
    primary key (shard, database)
);
