-- Who may do what with a table of `model` may do just that with the one beside it: users differ in their rights by now, and
-- a rebuild may not widen them.
create function intake.copy_rights() returns void
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    made record;
begin
    for made in
        select distinct a.grantee::regrole::text as grantee
        from pg_class r, aclexplode(r.relacl) a
        where r.relnamespace = 'model_next'::regnamespace and a.grantee not in (0, r.relowner)
    loop
        execute format('revoke all on all tables in schema model_next from %s', made.grantee);
    end loop;
    for made in
        select distinct a.grantee::regrole::text as grantee
        from pg_namespace n, aclexplode(n.nspacl) a
        where n.nspname = 'model' and a.grantee not in (0, n.nspowner)
    loop
        execute format('grant usage on schema model_next to %s', made.grantee);
    end loop;
    for made in
        select r.relname as name, a.grantee::regrole::text as grantee, string_agg(a.privilege_type, ', ') as rights
        from pg_class r, aclexplode(r.relacl) a
        where r.relnamespace = 'model'::regnamespace and r.relkind = 'r' and a.grantee not in (0, r.relowner)
            and to_regclass(format('model_next.%I', r.relname)) is not null
        group by r.relname, a.grantee
    loop
        execute format('grant %s on model_next.%I to %s', made.rights, made.name, made.grantee);
    end loop;
end $$;

revoke all on function intake.copy_rights() from public;

create or replace function intake.begin_next_index() returns void
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    made record;
begin
    perform intake.drop_next_index();
    create schema model_next;
    for made in
        select r.relname as name, array_to_string(r.reloptions, ', ') as options
        from pg_class r where r.relnamespace = 'model'::regnamespace and r.relkind = 'r'
    loop
        execute format('create table model_next.%I (like model.%I including defaults including identity'
            ' including storage including generated)', made.name, made.name);
        if made.options is not null then
            execute format('alter table model_next.%I set (%s)', made.name, made.options);
        end if;
    end loop;
    -- By their names: a later migration may drop them.
    for made in
        select r.relname as name, c.conname as constraint_name, pg_get_constraintdef(c.oid) as says
        from pg_constraint c join pg_class r on r.oid = c.conrelid
        where r.relnamespace = 'model'::regnamespace and c.contype in ('p', 'u', 'c')
    loop
        execute format('alter table model_next.%I add constraint %I %s', made.name, made.constraint_name, made.says);
    end loop;
    for made in
        select pg_get_indexdef(i.indexrelid) as says
        from pg_index i join pg_class r on r.oid = i.indrelid
        where r.relnamespace = 'model'::regnamespace
            and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
    loop
        execute replace(made.says, ' ON model.', ' ON model_next.');
    end loop;
    perform intake.copy_rights();
end $$;

-- The caller holds off all who write to `model`.
create or replace function intake.swap_next_index() returns void
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    -- A deployment may have given others since it was begun.
    perform intake.copy_rights();
    update model_next.shards made set published = greatest(made.published, held.published)
        from model.shards held where held.shard = made.shard;
    insert into model_next.commands select * from model.commands where state = 'PENDING' on conflict do nothing;
    insert into model_next.checkpoints select * from model.checkpoints;
    insert into model_next.counts select * from model.counts;
    insert into model_next.quarantine select * from model.quarantine;
    insert into model_next.packs select name, created_at, coalesce(retired_at, now()) from model.packs;
    insert into model_next.emptied values (clock_timestamp());
    alter schema model rename to model_before;
    alter schema model_next rename to model;
end $$;
