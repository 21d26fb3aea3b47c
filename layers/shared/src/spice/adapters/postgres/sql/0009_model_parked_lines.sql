-- Lines of a batch that are parked: few, and asked for with every look at the batch.
create index commands_parked on model.commands (batch, line) where state = 'PARKED' and batch is not null;
