-- How often each projection was made again: no part of the index, which may be swapped meanwhile. Who projects beside a
-- rebuild moves no checkpoint of an epoch that is over.
create table intake.projections (
    projection text primary key,
    epoch      bigint not null
);
