-- Keys of epochs are apart from the database, where no copy of it has them; the one of before goes with its epoch.
alter table keys.epochs alter column wrapped drop not null, add column ended_at timestamptz;

-- What is left to be wrapped by the newest.
create index subjects_epoch on keys.subjects (epoch) where wrapped is not null;
create index databases_epoch on keys.databases (epoch);

-- As before, and: within a generation a key is exchanged only for one that a later epoch's wraps.
create or replace function keys.hold_destroyed() returns trigger
    language plpgsql as $$
begin
    if new.database <> old.database or new.subject <> old.subject then
        raise exception 'a key stays its subject''s' using errcode = 'check_violation';
    end if;
    if new.generation < old.generation then
        raise exception 'generations of a key only grow' using errcode = 'check_violation';
    end if;
    if new.epoch < old.epoch then
        raise exception 'epochs of a key only grow' using errcode = 'check_violation';
    end if;
    if new.generation = old.generation and new.wrapped is distinct from old.wrapped and new.wrapped is not null
        and (old.wrapped is null or new.epoch = old.epoch) then
        raise exception 'a generation has one key, once' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
