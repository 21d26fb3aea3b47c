-- When a shard was last let go on: what was seen of its log before is not held against it. No part of the index, which is
-- swapped for another while somebody looks.
create table intake.released (
    shard text primary key,
    at    timestamptz not null
);
