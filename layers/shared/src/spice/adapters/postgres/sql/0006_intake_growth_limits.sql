-- Up to how many partitions a family grows by itself when its workers lag; without a row it never does.
create table intake.growth_limits (
    family text primary key,
    up_to  int not null
);
