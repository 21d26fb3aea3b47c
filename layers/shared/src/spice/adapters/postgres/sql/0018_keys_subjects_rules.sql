-- A key that was destroyed never comes back, and no key becomes another's, whoever writes: only a later generation is made.
create function keys.hold_destroyed() returns trigger
    language plpgsql as $$
begin
    if new.database <> old.database or new.subject <> old.subject then
        raise exception 'a key stays its subject''s' using errcode = 'check_violation';
    end if;
    if new.generation < old.generation then
        raise exception 'generations of a key only grow' using errcode = 'check_violation';
    end if;
    if new.generation = old.generation and new.wrapped is distinct from old.wrapped and new.wrapped is not null then
        raise exception 'a generation has one key, once' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger hold_destroyed before update on keys.subjects for each row execute function keys.hold_destroyed();
