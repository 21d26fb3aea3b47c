-- What the search index held of a database when it was last written: no part of the index, which is swapped for one that knows
-- nothing of it. '' says that something must be there, whatever it is.
create table intake.search_marks (
    database uuid primary key,
    mark     text not null
);
insert into intake.search_marks select distinct database, '' from model.heads;
