"""What is asked of commits and branches."""

COMMIT = "id, parents, message, author, at, command_id, classes, terms"
HEADER = COMMIT.replace("classes", "null")
HEADERS = f"select {HEADER} from model.commits where database = %s and id = any(%s)"
WALK = f"""
with recursive walk as (
    select c.*, 0 as depth from model.commits c
    where c.database = %(database)s and c.id = %(start)s
    union all
    select c.*, walk.depth + 1 from walk join model.commits c on c.database = walk.database and c.id = walk.parents[1]
    where walk.depth < %(limit)s
) select {HEADER} from walk order by depth limit %(limit)s
"""
LINE = """
with recursive line as (
    select c.id, c.parents, c.at, 0 as depth from model.commits c join model.refs r on r.head = c.id
    where c.database = %(database)s and r.database = %(database)s and r.branch = %(branch)s
    union all
    select c.id, c.parents, c.at, line.depth + 1
    from line join model.commits c on c.database = %(database)s and c.id = line.parents[1]
)
"""
# A rebase stands on another branch: where its own stood before is no parent of it.
HEADS = LINE.replace("line.parents[1]", "coalesce(line.former, line.parents[1])").replace(
    "c.parents, c.at", "c.parents, c.former, c.at"
)
AT = f"{HEADS} select id from line where at <= %(moment)s order by depth limit 1"
LAST_WITH = f"""
{LINE}, named as materialized (
    select hash from model.classes where name = %(name)s and class_id <> all(%(others)s::text[])
) select id from model.commits c join line using (id)
where database = %(database)s
  and exists (select 1 from named where position(convert_to(named.hash, 'UTF8') in c.classes) > 0)
order by depth limit 1
"""
ADD = f"insert into model.commits (database, {COMMIT}, former) values ({', '.join(['%s'] * 10)})"
KNOWN = "select classes from model.commits where database = %s and id = any(%s)"
# In one order, so that two of these do not wait for each other.
ADD_CLASSES = """
insert into model.classes (hash, body, name, class_id)
select * from unnest(%s::text[], %s::bytea[], %s::text[], %s::text[]) as told (hash, body, name, class_id) order by hash
on conflict do nothing
"""
BRANCHES = """
select b.id, b.name, r.head, b.protected, b.required_reviews, b.writers, b.version
from model.branches b left join model.refs r on r.database = b.database and r.branch = b.name
where b.database = %s and not b.deleted
"""
# The first version of a branch alone says where it begins.
KEEP = """
insert into model.branches as held (database, id, name, protected, required_reviews, writers, version, deleted)
values (%s, %s, %s, %s, %s, %s, %s, %s)
on conflict (database, id) do update set
    protected = excluded.protected, required_reviews = excluded.required_reviews, writers = excluded.writers,
    version = excluded.version, deleted = excluded.deleted
where held.version < excluded.version
returning xmax = 0
"""
