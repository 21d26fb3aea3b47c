-- The databases in which a segment refused something: beside those of its events, which the feed walks.
alter table model.segments add column refused uuid[] not null default '{}';
