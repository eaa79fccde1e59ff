//! The conformance suite: one function per behaviour, the same for every store, and an in-memory reference store that
//! random operations compare a store with. Only for tests; it does not ship.
//!
//! The test file of a backend implements a [`Harness`] and calls [`conformance!`](crate::conformance!), which expands
//! to one named test per behaviour, so that a failure shows both the behaviour and the backend.

use std::sync::Arc;

use async_trait::async_trait;
use convlog_store::Backend;
use convlog_store::seal::MasterKeys;

pub mod append;
pub mod audit;
pub mod clock;
pub mod contract;
pub mod control;
pub mod edition;
pub mod erase;
pub mod find;
pub mod guard;
pub mod headline;
pub mod hints;
pub mod mark;
pub mod memory;
pub mod merge;
pub mod model;
pub mod outcome;
pub mod paging;
pub mod query;
pub mod redaction;
pub mod restart;
pub mod retention;
pub mod rotation;
pub mod rules;
pub mod search;
pub mod unmark;
pub mod usage;
pub mod window;
pub mod world;

pub use world::World;

/// Why a store does not open, in its own words.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How the suite gets at a backend: a fresh place for each test, which can be closed and opened again.
#[async_trait]
pub trait Harness: Send + Sync {
    /// Opens the store with a master key that is given, or with its own; called again after a restart, it finds what was
    /// stored before.
    ///
    /// # Errors
    /// It was used with another key.
    async fn open_with(&self, keys: MasterKeys) -> Result<Arc<dyn Backend>, BoxError>;

    /// Opens the store with its own master key.
    async fn open(&self) -> Arc<dyn Backend> {
        self.open_with(MasterKeys::default()).await.unwrap()
    }
}

/// Expands to one test per behaviour, each on a fresh harness made by the expression.
#[macro_export]
macro_rules! conformance {
    ($make:expr) => {
        $crate::conformance!(@family $make, append: stores_and_gives_back, each_entry_keeps_its_logger, a_repeated_batch_is_stored_once,
            a_repeated_identity_is_stored_once_within_a_batch, identities_are_apart_by_project,
            sequence_numbers_may_arrive_in_any_order, an_acknowledged_write_is_read_at_once,
            concurrent_batches_are_all_kept, every_awkward_text_comes_back);
        $crate::conformance!(@family $make, merge: fields_merge_by_version, parents_may_come_last,
            what_was_personal_stays_personal, a_lost_producer_leaves_calls_unfinished,
            silence_is_no_loss_while_nothing_is_open);
        $crate::conformance!(@family $make, redaction: hidden_entries_leave_no_trace, flagged_values_are_redacted,
            numbers_are_hidden_by_side, a_hidden_conversation_does_not_exist, readers_are_confined_to_their_project,
            hidden_entries_change_nothing_that_is_derived);
        $crate::conformance!(@family $make, guard: what_the_guard_finds_is_hidden_and_comes_back,
            merged_places_keep_their_rules, a_note_goes_through_the_guard, known_values_are_hidden_wherever_they_stand,
            known_values_are_hidden_before_anybody_reads_them, what_another_key_sends_is_never_compared,
            known_values_may_follow_their_producer, known_values_stay_where_the_guard_only_warns, a_rescan_applies_the_policy_of_now,
            what_was_hidden_over_time_is_erased_at_once);
        $crate::conformance!(@family $make, mark: a_marked_line_leaves_no_trace, a_marked_field_is_hidden_like_a_flagged_one,
            a_marked_value_is_hidden_wherever_its_sender_wrote_it, marks_hold_whatever_the_project_hides,
            only_what_is_there_can_be_marked);
        $crate::conformance!(@family $make, rules: a_rule_shows_what_is_stored_until_it_is_removed,
            what_is_known_stays_hidden_under_a_rule, only_who_reads_all_and_administers_makes_rules,
            a_rescan_for_rules_is_begun_by_itself_and_once_more_later);
        $crate::conformance!(@family $make, unmark: what_a_mark_alone_hid_comes_back_and_nothing_else,
            what_was_found_meanwhile_stays_hidden, a_mark_is_finished_after_a_restart, marks_go_with_what_they_are_about,
            a_value_is_erased_though_its_line_was_marked_meanwhile);
        $crate::conformance!(@family $make, hints: a_hint_shares_the_part_of_its_entry,
            a_hint_goes_with_what_is_hidden_later, a_hint_of_several_entries_needs_all_of_them,
            what_is_made_of_unknown_lines_is_for_few, a_change_that_nobody_sees_is_none);
        $crate::conformance!(@family $make, query: filters_by_environment_variant_channel_and_time,
            filters_by_progress, counts_what_the_filter_lets_through, turns_come_when_asked_for);
        $crate::conformance!(@family $make, paging: pages_meet_without_gap_or_overlap, a_cursor_is_stable_under_writes,
            equal_starts_are_told_apart_by_id);
        $crate::conformance!(@family $make, search: filters_by_trouble_handoff_duration_and_variant,
            counts_come_with_each_row, a_deep_search_is_bounded_and_goes_on,
            a_deep_search_is_not_bounded_by_what_is_hidden, a_text_is_found_where_its_reader_sees_it, a_query_is_met_by_one_record,
            contacts_are_found_by_readers_of_personal_data, functions_are_found_by_their_exact_name,
            producers_tell_of_themselves, a_note_is_no_sign_of_life);
        $crate::conformance!(@family $make, edition: an_edition_tells_of_every_change_that_is_seen);
        $crate::conformance!(@family $make, headline: the_worst_that_a_reader_sees_explains_a_conversation,
            grave_entries_come_as_in_the_whole);
        $crate::conformance!(@family $make, window: windows_meet_without_gap_or_overlap,
            a_window_shows_entries_as_the_whole_does, windows_are_filtered_and_placed, what_is_hidden_bounds_no_window,
            an_outline_marks_what_the_whole_has, pieces_follow_what_arrives_and_what_goes,
            what_is_marked_can_be_read, long_entries_come_a_few_at_a_time, a_window_goes_on_where_its_entry_has_gone);
        $crate::conformance!(@family $make, outcome: lists_and_pages_count_the_same,
            what_never_finished_is_found_once_nobody_can_end_it,
            what_a_silent_process_left_open_never_finishes_though_others_go_on,
            hidden_trouble_is_found_by_those_who_see_it);
        $crate::conformance!(@family $make, find: entries_come_the_newest_first, each_scope_can_be_asked_about,
            numbers_are_compared_to_the_digit, long_entries_are_found_a_few_at_a_time, pages_meet_while_entries_come_in, what_is_hidden_cannot_be_asked,
            what_is_hidden_bounds_nothing, answers_do_not_depend_on_what_is_hidden, what_becomes_hidden_is_asked_no_more,
            what_is_erased_is_found_no_more, readers_find_in_their_project_alone, finding_personal_data_is_noted,
            agrees_with_the_evaluator_on_random_queries);
        $crate::conformance!(@family $make, control: keys_are_found_listed_and_revoked, an_expired_key_opens_nothing,
            authority_takes_permission_and_reach, reading_personal_data_ends_at_its_time, a_key_makes_its_projects,
            project_settings_are_kept, a_change_of_policies_undoes_no_other, keys_expire_as_their_projects_say, sessions_end_for_good);
        $crate::conformance!(@family $make, erase: an_erased_conversation_is_gone_at_once,
            late_records_of_it_are_refused, a_receipt_tells_how_far_it_came, what_was_never_there_is_refused_too,
            erasing_is_confined_to_its_project, a_value_is_found_wherever_it_stands,
            a_value_is_erased_as_of_when_it_was_asked_for, an_erasure_survives_a_restart);
        $crate::conformance!(@family $make, retention: what_is_old_goes, personal_parts_have_a_retention_of_their_own,
            more_than_a_fifth_waits_for_confirmation, a_confirmation_is_of_what_it_names,
            a_confirmation_may_go_on_for_days, what_may_go_in_a_day_survives_a_restart,
            personal_parts_and_conversations_wait_apart, a_removal_is_on_record, audit_records_wait_like_all_else);
        $crate::conformance!(@family $make, clock: the_first_start_waits_for_a_day,
            a_clock_that_jumps_removes_nothing_until_somebody_confirms_it,
            a_jump_that_is_over_still_waits_after_a_restart, a_start_long_after_the_last_known_time_waits,
            what_arrives_while_the_clock_is_behind_is_kept_for_its_time);
        $crate::conformance!(@family $make, audit: records_come_back_the_latest_first, records_are_found_by_what_they_say,
            old_records_are_forgotten, a_view_says_what_was_opened, reads_before_a_witness_are_noted,
            only_what_is_noted_is_told_early,
            nobody_reads_personal_data_unnoted);
        $crate::conformance!(@family $make, contract: a_document_is_put_only_over_what_it_was_made_from,
            of_several_who_put_a_document_one_does, removals_are_kept_until_they_came_to_nothing, rows_come_page_by_page_and_each_once,
            conversations_come_page_by_page_and_each_once, a_version_is_put_only_over_what_it_was_made_from,
            what_was_deleted_comes_back_by_no_version, rows_are_made_by_rules);
        $crate::conformance!(@family $make, rotation: everything_opens_under_another_master_key,
            a_store_opens_with_the_key_that_it_was_used_with, an_exchange_goes_on_and_needs_both_keys_until_it_ends);
        $crate::conformance!(@family $make, restart: everything_survives, duplicates_are_known_after_a_restart);
        $crate::conformance!(@family $make, usage: bytes_are_those_of_what_is_stored, bytes_are_counted_by_project,
            bytes_survive_a_restart, bytes_go_with_what_is_removed_by_age, bytes_follow_newer_versions_of_records);
        $crate::conformance!(@family $make, model: agrees_with_the_reference_on_random_operations);
    };
    (@family $make:expr, $family:ident: $($name:ident),+ $(,)?) => {
        mod $family {
            #[allow(unused_imports, reason = "the harness expression may need nothing from here")]
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let harness = $make;
                    $crate::$family::$name(&harness).await;
                }
            )+
        }
    };
}
