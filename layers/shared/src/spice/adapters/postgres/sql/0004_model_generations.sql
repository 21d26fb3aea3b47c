-- A family's generations, as its closing segments tell; the first has no row.
create table model.generations (
    family     text not null,
    generation int not null,
    partitions int not null,
    floor      timestamptz not null,
    primary key (family, generation)
);

-- A head that closes its generation says how many partitions that had and how many the next one has.
alter table model.shards add column closes_to int, add column closes_of int;
