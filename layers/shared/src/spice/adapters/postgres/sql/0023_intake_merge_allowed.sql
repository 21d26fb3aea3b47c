-- What a merge is allowed, kept with the answers to its conflicts: waivers and migrations. Null: nothing, as before.
alter table intake.merge_drafts add column allowed bytea;
