-- A key that digests requests is destroyed with each erasure in its database: what was digested by it says nothing any more.
-- The next one is another generation.
alter table keys.databases alter column wrapped drop not null, add column generation int not null default 1;

create function keys.hold_digests() returns trigger
    language plpgsql as $$
begin
    if new.database <> old.database or new.generation < old.generation then
        raise exception 'generations of a key only grow' using errcode = 'check_violation';
    end if;
    if new.generation = old.generation and new.wrapped is distinct from old.wrapped and new.wrapped is not null
        and (old.wrapped is null or new.epoch <= old.epoch) then
        raise exception 'a generation has one key, once' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger hold_digests before update on keys.databases for each row execute function keys.hold_digests();

-- What is left of databases that were deleted is looked for every minute.
create index subjects_living on keys.subjects (database) where wrapped is not null;
