-- Secrets that all functions share and that outlive rebuilds. Two random UUIDs: 244 bits of strong randomness.
create table intake.keys (
    name   text primary key,
    secret bytea not null
);
insert into intake.keys (name, secret)
values ('cursors', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
