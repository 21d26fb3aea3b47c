-- What the author of a commit allowed: waivers and migrations, as the log has them; null where that is nothing.
alter table model.commits add column terms bytea;
