"""TerminusDB: ontologies as a meta-model of flat documents, one of its databases for each of ours."""
