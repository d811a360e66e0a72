-- For who asks again for the little that has changed: one plan for all times, that goes from row to row. Those that the
-- planner would choose without knowing how little it is read whole catalogues.
set plan_cache_mode to 'force_generic_plan';
set enable_seqscan to off;
set enable_hashjoin to off;
set enable_mergejoin to off;
set enable_memoize to off;
set enable_incremental_sort to off
