// Written by `npm run api` from openapi.json. Do not edit.

export interface paths {
    "/api/projects/{project_id}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists who was given personal data of a project, the latest first; needs `admin`.
         * @description It holds no personal data: what was searched for is a keyed hash, and a conversation of which nothing is open is not
         *     named. A page may hold fewer records than the limit, or none, although `next` goes on.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the records of the audit as a file, one JSON object a line, the latest first; needs `admin`.
         * @description A file that ends early, because the audit cannot be read, breaks the transfer off.
         */
        get: operations["export_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/contact-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists other conversations with the same contact as a given one; needs `pii`.
         * @description It looks at a bounded number of conversations, and `searched_until` says how far back it came.
         */
        get: operations["list_contact_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists conversations, the latest start first.
         * @description Values of one parameter are alternatives; different parameters must all fit. `function`, `text`, `contact` and
         *     `contact_last4` look inside the conversations: a page then may have fewer rows than `limit`, or none, though there
         *     are more, and `searched_until` says how far back it came. Pages are stable while conversations come in; the filters
         *     must stay the same across pages.
         */
        get: operations["search_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns one conversation to be reviewed: its turns, function events, spans, log entries and metrics.
         * @description Entries flagged as personal are there for a key with the permission `pii` only; for another they are absent
         *     without a trace, and other personal values read `[redacted]`.
         */
        get: operations["review_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns some log entries of a conversation in the order of the calls: the first ones, unless another place is given.
         * @description It looks at a bounded number of entries, so that a filter that lets few through may return none of them: `later` and
         *     `earlier` say where to go on.
         */
        get: operations["list_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns what a review begins with: what is said of the conversation as a whole, and where to look first. It takes no
         *     longer for a long conversation than for a short one.
         */
        get: operations["head_of_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follows one conversation: server-sent events that say what has become another.
         * @description `begin` comes first; whoever reads the outline after it misses nothing. `changed` comes when what this key may see has
         *     changed, at most about once a second, with the turns, function events and spans of the outline that are not as they
         *     were. Where that would be much, or a function event is no more, `restart` comes instead: what was read so far is to be
         *     read anew. It comes first for a reader who comes back (`Last-Event-ID`) when anything has changed meanwhile. `end` comes
         *     when the conversation has ended for good, and the stream ends. The key is asked about again each time; when it may read
         *     no more the stream ends without a word. Comments come between, so that neither end waits for one that is gone.
         */
        get: operations["follow_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the marks of a conversation, the oldest first. It takes the permissions `read`, `pii` and `annotate`. */
        get: operations["list_marks"];
        put?: never;
        /**
         * Marks a part of a conversation as personal: a line, a field, or a value. It takes the permissions `read`, `pii` and
         *     `annotate`.
         * @description When this returns, no reader without `pii` is given it any more, and what arrives later is hidden before it is stored. A
         *     marked line is absent without a trace, as one is that its sender flagged. Marking the same again returns the first mark.
         */
        post: operations["put_mark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/marks/{mark_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a mark back: what it alone hid is open again as it was, less what was flagged, found or became known since. It
         *     takes the permissions `read`, `pii` and `annotate`.
         */
        delete: operations["delete_mark"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Stores a note on a conversation, in place of the one before; every reader of the conversation sees it, with its author
         *     and time. It takes the permissions `read` and `annotate`.
         * @description A note goes through the guard, like everything that arrives. It is never compared with what is hidden.
         */
        put: operations["put_note"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/outline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the outline of one conversation: its turns and function events without their values, with how many entries each
         *     has, and where the errors and warnings are. One of more than 10,000 function events and spans comes in parts.
         */
        get: operations["outline_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/turns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns some turns of a conversation with all that was said and done in them but the log entries: no more than 2,000
         *     function events and spans, or a mebibyte.
         */
        get: operations["list_turns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the rows that a filter lets through as a file: CSV, or one JSON object a line.
         * @description It takes the filters of the list, and holds at most 100,000 rows. A file that ends early, because the store failed,
         *     breaks the transfer off. In CSV a cell that a spreadsheet would run as a formula begins with an apostrophe.
         */
        get: operations["export_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the receipts of a project, the latest first, and what retention has removed. */
        get: operations["list_erasures"];
        put?: never;
        /**
         * Erases a conversation, or every conversation in which a value stands.
         * @description By id it is invisible to the next read and its late records are refused when this returns. By value that holds for
         *     what the look-up of personal values knows; longer texts are read through over time. A conversation that was erased
         *     before gives its first receipt again, and one that is not there is refused from now on.
         *
         *     How many conversations it is says where a value stands, so it is told to keys with `pii` only: without, `dry_run` is
         *     refused and receipts do not count.
         */
        post: operations["erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/erasures/{erasure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one receipt as it is now. */
        get: operations["get_erasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the environments, channels, variants and functions of recent conversations. */
        get: operations["list_facets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/functions/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the latest calls of a function, in whatever conversation.
         * @description It looks at a bounded number of conversations, and `searched_until` says how far back it came.
         */
        get: operations["list_function_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/rescan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns how far the last rescan has come, and, to keys with `pii`, what was done with values that became known,
         *     what was found and left open under the policy `warn`, and where a limit hid more than was known to be personal.
         */
        get: operations["get_rescan"];
        put?: never;
        /**
         * Begins to read again what was stored under another policy or by older rules of the guard.
         * @description What was flagged stays hidden; what the guard finds is found anew under the project's policy of now, both ways. It is
         *     done in small steps beside what arrives, and goes on after a restart. A rescan that is under way is begun anew.
         */
        post: operations["rescan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what a project says is not personal, the oldest first. What each was expected to show is told to keys with `pii`
         *     only.
         */
        get: operations["list_rules"];
        put?: never;
        /**
         * Says that what stands directly under a key is not personal, in one function or in all. It takes the permissions `read`,
         *     `pii` and `admin`.
         * @description What arrives from then on is stored under the rule, and what is there is read again, as by a rescan. No rule reaches what
         *     was flagged or marked, a personal field, one that the project raised, what is known to be personal in the conversation, or
         *     what is personal by its own form: e-mail addresses, whole telephone numbers, numbers with a check digit, credentials,
         *     addresses on the internet. Adding the same again returns the first.
         */
        post: operations["add_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a rule: what it shows is hidden again, as a rescan comes to it, and at once in what arrives. */
        delete: operations["remove_rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/rules/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says what a rule would show of what is stored, and changes nothing. It takes the permissions `read`, `pii` and `admin`.
         * @description The conversations that began last are looked at first, as far as some 50,000 records and entries.
         */
        post: operations["estimate_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what the guard would hide of a text or of JSON in this project, by which rule, and why. Nothing of it is stored. */
        post: operations["test_guard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says who one is. */
        get: operations["who_am_i"];
        put?: never;
        /**
         * Logs in: shows a key once, for a cookie that stands for it in this browser.
         * @description The cookie lasts 12 hours, and no longer than the key. A request that comes by cookie and changes something needs
         *     the header `x-convlog-request`.
         */
        post: operations["log_in"];
        /** Logs out: the session is over, wherever its cookie was copied to, and the cookie is removed from this browser. */
        delete: operations["log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns this document as a page to read. */
        get: operations["docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says that the process lives. */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns what was counted since the start, in the text format of Prometheus.
         * @description `convlog_authentication_failures_total` counts by `door` (`connection`, `key`, `login`, `session`) and `reason`
         *     (`missing`, `malformed`, `unknown`, `revoked`, `expired`, `ended`, `throttled`, `too_many`);
         *     `convlog_security_events_lost_total` what could not be written to the security log; `convlog_ingest_refused_total` the
         *     requests with records that were refused, by `reason` (`entries_per_minute`, `bytes_stored`, `disk_reserve`).
         *     `convlog_disk_free_bytes`, `convlog_disk_reserve_bytes` and `convlog_disk_reserve_reached` (0 or 1) tell of the disk. The
         *     numbers are of the whole server, whatever the account of the key.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns this document. */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says whether records can be stored and read at this moment.
         * @description The code says which of it is not so: with `DISK_RESERVE` none are stored, and they are read and erased as ever.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{account_id}/{project_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists conversations with their turns, the earliest start first. */
        get: operations["list_conversations_v1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{project_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists an agent's conversations, the latest start first. */
        get: operations["list_agent_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{project_id}/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns one conversation whole: its turns, metrics, function events and log entries.
         * @description Entries flagged as personal are there for a key with the permission `pii` only; for another they are absent
         *     without a trace, and other personal values read `[redacted]`, numbers `REDACTED`.
         */
        get: operations["get_agent_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes records in, one JSON object a line.
         * @description Items succeed and fail one by one: a bad line never costs a good one its place. What is answered as accepted is
         *     durable. Sending the same batch again is safe when its records have `producer` and `seq`, or when the request
         *     carries an `Idempotency-Key`.
         */
        post: operations["ingest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{account_id}/{project_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists conversations with their turns, the latest start first.
         * @description Pages by cursor are stable while conversations come in. The other filters must stay the same across pages.
         */
        get: operations["list_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A page of records. */
        AuditPage: {
            /** @description Where to go on; null when there are no more. */
            next?: string | null;
            /** @description The records, the latest first. */
            records: components["schemas"]["AuditRecord"][];
        };
        /** @description One answer, or one part of a long one, that held personal data. */
        AuditRecord: {
            account_id: string;
            /**
             * Format: int64
             * @description How many there were.
             */
            conversation_count: number;
            /** @description The conversations of which something personal was read; at most 5,000 of them, which no page exceeds. */
            conversations: string[];
            /** @description The id by which the caller and the server's log speak of the request. */
            correlation_id: string;
            /** @description The key's name, as `convlog keys list` shows it. */
            key_id: string;
            /** @description What the key is for, in its maker's words. */
            key_label?: string | null;
            /** @description What was marked as personal, or is no longer: `mark` or `unmark`, and the type and id of what it stands in. */
            marked: string[];
            /** @description The method of the request. */
            method: string;
            /**
             * Format: int64
             * @description Its number among the records of its project, from 1; each is given once.
             */
            number: number;
            /**
             * Format: int32
             * @description Counts the records of one request, from 1: an answer that is sent while it is read has several.
             */
            part: number;
            /** @description Why it may. */
            pii_reason?: string | null;
            /** @description Until when the key may read personal data, where that is for a limited time. */
            pii_until?: string | null;
            project_id: string;
            /** @description The template of the route. */
            route: string;
            /** @description What was searched for in personal data. */
            searched: components["schemas"]["SearchedFor"][];
            /**
             * Format: int32
             * @description The status of the answer.
             */
            status: number;
            /** @description When the answer was about to leave, by the server's clock. */
            time: string;
            /** @description `key`, or `session` for the web app. */
            via: string;
        };
        /** @description A conversation with its turns, metrics, function events and log entries. */
        Conversation: components["schemas"]["Summary"] & {
            /** @description The function events by the number of their turn, as text. */
            functionEvents: Record<string, never>;
            /** @description The values of each metric in the order in which they were written. */
            metrics: Record<string, never>;
            /** @description The turns by number, from 1. */
            turns: components["schemas"]["Turn"][];
        };
        /** @description A page of the conversations of an agent. */
        ConversationList: {
            conversations: components["schemas"]["Summary"][];
            /**
             * Format: int64
             * @description How many there are on all pages.
             */
            count: number;
            /** Format: int64 */
            limit: number;
            /** Format: int64 */
            offset: number;
        };
        /** @description A page of conversations, the latest start first. */
        ConversationPage: {
            conversations: components["schemas"]["ConversationRow"][];
            /** @description To be passed on as `cursor` for what follows; null when there is no more. */
            next: string | null;
            /**
             * Format: date-time
             * @description How far back a search came before it stopped; null when it looked at everything.
             */
            searched_until: string | null;
            /**
             * Format: int64
             * @description How many there are on all pages; null unless asked for, and in a search.
             */
            total: number | null;
        };
        /** @description A conversation in a list. Its counts are of what the reader sees. */
        ConversationRow: {
            /** @description JSON pointers into the row; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            channel: string | null;
            /** @description How the caller can be reached, or else the caller's number; `[redacted]` where the reader may not see it. */
            contact: string | null;
            direction: string | null;
            /** Format: double */
            duration_ms: number | null;
            /** Format: date-time */
            ended_at: string | null;
            ended_by: string | null;
            /** Format: int64 */
            entries: number;
            environment: string;
            /**
             * Format: int64
             * @description Log entries of this level.
             */
            errors: number;
            /**
             * Format: int64
             * @description Those that raised, or never finished.
             */
            failed_functions: number;
            /** Format: int64 */
            functions: number;
            handoff: boolean;
            id: string;
            language: string | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
            /** @description Text, or an object with `heading` and `content`. */
            summary: unknown;
            /** Format: int64 */
            turns: number;
            variant_id: string | null;
            variant_name: string | null;
            /**
             * Format: int64
             * @description Log entries of this level.
             */
            warnings: number;
        };
        /** @description A page of conversations. */
        ConversationsV1: {
            conversations: components["schemas"]["ListedConversation"][];
            /** @description What the keys of a conversation mean. */
            descriptions: Record<string, never>;
            /**
             * Format: int64
             * @description Where the next page begins; absent on the last.
             */
            next_offset?: number | null;
        };
        /** @description A page of conversations. */
        ConversationsV3: {
            conversations: components["schemas"]["ListedConversation"][];
            /** @description To be passed on for the next page; null on the last. */
            cursor?: string | null;
            /**
             * Format: int64
             * @description Where the next page begins; absent on the last, and when paging by cursor.
             */
            next_offset?: number | null;
        };
        /**
         * @description What is to be erased
         * @example {
         *       "conversation_id": "CA42"
         *     }
         */
        ErasureBody: {
            /** @description One conversation */
            conversation_id: string;
            /** @description Only say how many conversations it would be, which takes `pii` */
            dry_run?: boolean;
        } | {
            /** @description Only say how many conversations it would be, which takes `pii` */
            dry_run?: boolean;
            /** @description Every conversation in which this value stands: a telephone number in any notation, an e-mail address, a name */
            value: string;
        };
        /** @description How many conversations an erasure would find. */
        ErasureEstimate: {
            /** @description Whether everything was looked through; otherwise there may be more. */
            complete: boolean;
            /**
             * Format: int64
             * @description So many were found.
             */
            conversations: number;
        };
        /** @description What became of an erasure. It holds neither the id nor the value. */
        ErasureReceipt: {
            /** Format: date-time */
            asked_at: string;
            /** @description By what conversations were chosen: `conversation` or `value`. */
            by: string;
            /**
             * Format: int64
             * @description How many conversations were found and erased; null without `pii`, for it tells where a value stands.
             */
            conversations: number | null;
            /**
             * Format: date-time
             * @description When everything was erased.
             */
            erased_at: string | null;
            /** @description The receipt's name. */
            id: string;
            /** @description The key that asked for it. */
            key_id: string;
            /** @description What this server cannot reach. */
            not_reached: string[];
            /**
             * Format: date-time
             * @description When everything was purged.
             */
            purged_at: string | null;
            /**
             * Format: int64
             * @description How many stored rows were looked through for a value.
             */
            scanned: number;
            /**
             * @description `scanning` while a value is still looked for, `erased` when everything is invisible and its keys are destroyed,
             *     `purged` when nothing of it is left in the store's files.
             */
            state: string;
            /**
             * @description The keyed hash of the id or the value: the same for the same, and telling nothing to whoever has not the store's
             *     key.
             */
            target_hash: string;
            /**
             * Format: int64
             * @description How many there are to be looked through.
             */
            to_scan: number;
        };
        /** @description The erasures of a project. */
        ErasuresPage: {
            /** @description The receipts, the latest first. */
            erasures: components["schemas"]["ErasureReceipt"][];
            /** @description What retention has removed beside them. */
            retention: components["schemas"]["RetentionCounts"];
        };
        /** @description The body of every error. `error` and `error_message` hold the same text. */
        ErrorBody: {
            /** @description Always null. */
            data?: Record<string, never> | null;
            /** @description What went wrong and what to do. */
            error: string;
            /** @description A stable word for programs. */
            error_code: string;
            /** @description The correlation id of this response. */
            error_id: string;
            /** @description What went wrong and what to do. */
            error_message: string;
            /** @description Always false. */
            success: boolean;
        };
        /** @description What a rule was expected to show. */
        ExpectedToShow: {
            /**
             * Format: int64
             * @description Of how many conversations.
             */
            conversations: number;
            /** @description Whether everything that was stored was looked at; where not, it may be more. */
            is_whole: boolean;
            /**
             * Format: int64
             * @description In how many records and entries.
             */
            records: number;
        };
        /** @description What recent conversations can be told apart by; each list is sorted. */
        Facets: {
            channels: string[];
            environments: string[];
            functions: string[];
            /** @description Names, and ids of variants that have no name. */
            variants: string[];
        };
        /** @description One call of a function. */
        FunctionRun: {
            conversation_id: string;
            /** Format: double */
            duration_ms: number | null;
            /** @description The `type` of its error. */
            error_type: string | null;
            event_id: string;
            /** @description Whether it raised, or never finished. */
            failed: boolean;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
            /**
             * Format: int32
             * @description The number of its turn.
             */
            turn: number;
        };
        /** @description Calls of one function, the latest first. */
        FunctionRuns: {
            runs: components["schemas"]["FunctionRun"][];
            /**
             * Format: date-time
             * @description How far back the search came before it stopped, to be passed on as `before`; null when it looked at everything.
             */
            searched_until: string | null;
        };
        /** @description What was found at a place. */
        GuardFinding: {
            /** @description The bytes from and to of the decoded text that are meant, of a part. */
            bytes: number[] | null;
            /**
             * Format: int32
             * @description The project's rule because of which it stays open; null where it is hidden.
             */
            lifted_by: number | null;
            /** @description `whole`, `key`, or `part`. */
            part: string;
            /** @description A JSON pointer into what was tried; empty for all of it. */
            pointer: string;
            /** @description What completes a sentence that begins "It is". */
            reason: string;
            /** @description The rule that found it. */
            rule: string;
        };
        /** @description The guard of a project. */
        GuardStatus: {
            known: components["schemas"]["KnownProgress"] | null;
            limits: components["schemas"]["LimitsProgress"] | null;
            rescan: components["schemas"]["RescanProgress"] | null;
            warned: components["schemas"]["WarnedProgress"] | null;
        };
        /** @description A word that all is well. */
        Health: {
            status: string;
        };
        /** @description What was done with known values since the server started. */
        KnownProgress: {
            /**
             * Format: int64
             * @description How often a conversation was looked at.
             */
            conversations: number;
            /**
             * Format: date-time
             * @description When it was last looked.
             */
            last_at: string | null;
            /**
             * Format: int64
             * @description In how many records and entries something was hidden.
             */
            rows_hidden: number;
        };
        /** @description How long the caller waited. */
        Latency: {
            label?: string | null;
            /**
             * Format: double
             * @description From the end of the caller's speech to the start of the agent's, in seconds.
             */
            perceived_latency?: number | null;
            /** Format: double */
            perceived_latency_percentile_1d?: number | null;
        };
        /** @description Where more was hidden since the server started than was known to be personal. */
        LimitsProgress: {
            /**
             * Format: date-time
             * @description When one was last reached.
             */
            last_at: string | null;
            /**
             * @description How many of them reached each limit: `unclear_flag`, a flag that could not be followed; `cut`, the end of a text
             *     that its sender had cut.
             */
            reached: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description In how many of the records and entries that were stored.
             */
            records: number;
        };
        /** @description A conversation with its turns. */
        ListedConversation: {
            account_id: string;
            channel?: string | null;
            environment?: string | null;
            /** @description `REDACTED` where the key may not see it. */
            from_number?: string | null;
            handoff: boolean;
            handoff_destination?: string | null;
            handoff_reason?: string | null;
            id: string;
            in_progress: boolean;
            /** @description The value of each metric, or a list where it was written more than once. */
            metrics: Record<string, never>;
            num_ood: number;
            num_silences: number;
            num_turns: number;
            /**
             * Format: int64
             * @description In seconds.
             */
            polyai_duration?: number | null;
            project_id: string;
            /** Format: date-time */
            started_at: string;
            /** @description The variables at the end. */
            state: Record<string, never>;
            /** @description `REDACTED` where the key may not see it. */
            to_number?: string | null;
            /**
             * Format: int64
             * @description In seconds.
             */
            total_duration?: number | null;
            turns: components["schemas"]["ListedTurn"][];
            variant_id?: string | null;
            variant_name?: string | null;
        };
        /** @description One exchange. */
        ListedTurn: {
            agent_response?: string | null;
            /** Format: date-time */
            agent_response_datetime?: string | null;
            barge_in: boolean;
            english_agent_response?: string | null;
            entities: unknown[];
            intents: unknown[];
            is_ood: boolean;
            is_silence: boolean;
            /**
             * Format: double
             * @description In seconds; null unless asked for with `include_latency` in v3.
             */
            latency?: number | null;
            translated_user_input?: string | null;
            user_input?: string | null;
            /** Format: date-time */
            user_input_datetime?: string | null;
            user_input_dtmf?: string | null;
        };
        /**
         * @description What has become another since it was last said: the data of a `changed`.
         *
         *     Each node stands for what was known under its key. A function event comes also when nothing of its outline has changed:
         *     then a value of it has, or what its entries say.
         */
        LiveChanges: components["schemas"]["LivePlace"] & {
            /** @description Function events by id; those without one, which stand for the entries outside any function, by their turn. */
            events: components["schemas"]["LiveNode_ReviewOutlineEvent"][];
            gone: components["schemas"]["LiveGone"];
            head?: components["schemas"]["ReviewHeadOwn"] | null;
            /**
             * @description Errors and warnings of these function events, instead of those that were known of them: of each level the first
             *     thousand.
             */
            marks: components["schemas"]["ReviewOutlineMark"][];
            /** @description All of them; absent where none has changed. */
            metrics?: components["schemas"]["ReviewMetric"][] | null;
            /** @description Spans by id. */
            spans: components["schemas"]["LiveNode_ReviewOutlineSpan"][];
            /** @description Turns by number. */
            turns: components["schemas"]["LiveTurn"][];
        };
        /** @description One event of a stream. */
        LiveEvent: {
            /** @description Of a `changed` a `LiveChanges`, of a `begin` and a `restart` a `LivePlace`, as JSON. */
            data: string;
            /**
             * @description What a stream says.
             * @enum {string}
             */
            event: "begin" | "changed" | "restart" | "end";
            /** @description Stands for what the reader has been told with this event; not of an `end`. */
            id: string;
        };
        /** @description What is no more. */
        LiveGone: {
            /** @description Turns, by number, that have no entries outside any function any more. */
            outside: number[];
            /** @description Turns by number. */
            turns: number[];
        };
        /** @description A function event or a span with its turn. */
        LiveNode_ReviewOutlineEvent: (components["schemas"]["ReviewEntryCounts"] & {
            /** Format: double */
            duration_ms: number | null;
            /**
             * Format: date-time
             * @description When it ended: its own word for it, or else its start and its duration.
             */
            ended_at: string | null;
            id: string | null;
            name: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        }) & {
            /**
             * Format: int32
             * @description The number of its turn.
             */
            turn: number;
        };
        /** @description A function event or a span with its turn. */
        LiveNode_ReviewOutlineSpan: {
            /** Format: double */
            duration_ms: number | null;
            id: string;
            kind: string | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        } & {
            /**
             * Format: int32
             * @description The number of its turn.
             */
            turn: number;
        };
        /** @description How far the entries of a conversation go: the data of a `begin` and of a `restart`. */
        LivePlace: {
            /**
             * @description The place of the last entry; null where there is none. What is written from now on comes behind it, but for what
             *     arrives late.
             */
            end: string | null;
        };
        /** @description A turn itself. */
        LiveTurn: {
            /** @description Null for turn 0, and for a turn that nothing names. */
            id: string | null;
            /** Format: int32 */
            number: number;
            /** Format: date-time */
            started_at: string;
        };
        /** @description What logging in takes */
        Login: {
            /** @description The API key */
            key: string;
        };
        /** @description A reader's note */
        Note: {
            /** @description What it says; an empty one removes the one before */
            note: string;
        };
        /** @description That what stands directly under a key is not personal. */
        NotPersonalRule: {
            /** Format: date-time */
            added_at: string;
            /** @description The key that added it. */
            added_by: string;
            expected: components["schemas"]["ExpectedToShow"] | null;
            /** @description The function in whose events and lines it holds; null for everywhere. */
            function: string | null;
            /**
             * Format: int32
             * @description Its name.
             */
            id: number;
            /** @description The name of the key. */
            key: string;
        };
        /** @description What a project says is not personal. */
        NotPersonalRules: {
            rules: components["schemas"]["NotPersonalRule"][];
        };
        /** @description A personal place, and why it is personal. */
        PersonalMark: {
            /** @description A JSON pointer into the thing; empty for all of it. */
            path: string;
            /**
             * @description `class` (a personal field), `project` (a field that the project raised), `sender` (a flag), `known` (it is known
             *     from elsewhere in the conversation), or the guard's rule, such as `phone`.
             */
            rule: string;
        };
        /** @description The copy of an event inside its turn: reduced to a few keys, without those that are null, and never with logs. */
        ReducedFunctionEvent: {
            arguments: Record<string, never>;
            /** Format: int64 */
            duration?: number | null;
            function_id?: string | null;
            handoff?: unknown;
            name: string;
            utterance?: string | null;
        };
        /** @description Other conversations with the same contact, the latest start first. */
        RelatedConversations: {
            conversations: components["schemas"]["ConversationRow"][];
            /**
             * Format: date-time
             * @description How far back the search came before it stopped; null when it looked at everything.
             */
            searched_until: string | null;
        };
        /** @description Something about one line. */
        Remark: {
            /** @description A stable word for programs. */
            code: string;
            /** @description The field it is about, where it is about one. */
            field?: string | null;
            /** @description The line, counted from 1, blank ones included. */
            line: number;
            /** @description What is wrong and what to do. */
            reason: string;
        };
        /**
         * @description What became of a batch.
         * @example {
         *       "accepted": 2,
         *       "duplicate": 0,
         *       "rejected": 1,
         *       "errors": [
         *         {
         *           "line": 3,
         *           "code": "missing_field",
         *           "field": "conversation_id",
         *           "reason": "this record needs it"
         *         }
         *       ],
         *       "notes": [],
         *       "derived_identity": false
         *     }
         */
        Report: {
            /** @description How many records were stored. They are durable. */
            accepted: number;
            /** @description Whether the server made identities up for records that had none. */
            derived_identity: boolean;
            /** @description How many had been stored before. */
            duplicate: number;
            /** @description Why, one item for each refused line. */
            errors: components["schemas"]["Remark"][];
            /** @description What else there is to say of accepted lines. */
            notes: components["schemas"]["Remark"][];
            /** @description How many were refused. */
            rejected: number;
        };
        /** @description What a rescan is to do */
        RescanBody: {
            /** @description Only count what would change */
            dry_run?: boolean;
        };
        /** @description How far a rescan has come. */
        RescanProgress: {
            /**
             * Format: int64
             * @description How many conversations there are to look at.
             */
            conversations: number;
            /**
             * Format: int64
             * @description How many were looked at.
             */
            conversations_done: number;
            /** @description Whether it only counts. */
            dry_run: boolean;
            /**
             * Format: date-time
             * @description When it was done; `null` while it is under way.
             */
            finished_at: string | null;
            /** @description The policy it goes by: `off`, `warn` or `redact`. */
            policy: string;
            /**
             * Format: int64
             * @description In how many of them something was hidden or shown, or with `dry_run` would be.
             */
            rows_changed: number;
            /**
             * Format: int64
             * @description How many records and entries were read again: those stored under another policy or by other rules.
             */
            rows_read: number;
            /** Format: date-time */
            started_at: string;
            /**
             * Format: int32
             * @description The version of the guard's rules that it goes by.
             */
            version: number;
        };
        /** @description What retention has removed from a project so far. */
        RetentionCounts: {
            /**
             * Format: int64
             * @description Whole conversations.
             */
            conversations: number;
            /**
             * Format: int64
             * @description Conversations of which the personal parts were removed.
             */
            personal_parts: number;
        };
        /** @description One conversation with its turns, function events, spans, log entries and metrics. */
        Review: components["schemas"]["ReviewHead"] & {
            /** @description By number; number 0 is what ran before the first. */
            turns: components["schemas"]["ReviewTurn"][];
        };
        /** @description How much there is, of what the reader sees. */
        ReviewCounts: {
            /** Format: int64 */
            entries: number;
            /** Format: int64 */
            errors: number;
            /**
             * Format: int64
             * @description Those that raised, or never finished.
             */
            failed_functions: number;
            /** Format: int64 */
            functions: number;
            /**
             * Format: int64
             * @description Turn 0 is not counted.
             */
            turns: number;
            /** Format: int64 */
            warnings: number;
        };
        /** @description Some entries of a conversation, in the order of the calls. */
        ReviewEntries: {
            /** @description To be given as `before`, for what lies before them; null where nothing does. */
            earlier: string | null;
            entries: components["schemas"]["ReviewPlacedEntry"][];
            /** @description To be given as `after`, for what lies behind them; null where nothing does yet. */
            later: string | null;
        };
        /** @description One log entry. */
        ReviewEntry: {
            /** @description JSON pointers into `entry`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            /** @description The entry as it is stored: `level`, `content`, `is_pii`, `timestamp`, `logger`, then whatever the caller gave. */
            entry: {
                [key: string]: unknown;
            };
            /**
             * @description What its sender points out about the line that made it; only where there is something, and for readers who see all
             *     of what it was made of.
             */
            hints?: components["schemas"]["ReviewHint"][];
            /** @description 32 hex digits by which it can be linked to. */
            id: string;
        };
        /** @description How many entries there are, of those that the reader sees. */
        ReviewEntryCounts: {
            /** Format: int64 */
            entries: number;
            /** Format: int64 */
            errors: number;
            /** Format: int64 */
            warnings: number;
        };
        /** @description One call of one function; the one without an id holds the entries outside any function. */
        ReviewEvent: components["schemas"]["ReviewEventOwn"] & {
            entries: components["schemas"]["ReviewEntry"][];
        };
        /** @description What is said of a function event itself. */
        ReviewEventOwn: {
            /** @description JSON pointers into `fields`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            /** @description JSON pointers into `fields`: what was cut. */
            cut: string[];
            /** Format: double */
            duration_ms: number | null;
            /**
             * Format: date-time
             * @description When it ended: its own word for it, or else its start and its duration.
             */
            ended_at: string | null;
            /** @description Every merged field of the function event that there is; see `docs/reference/fields.md`. */
            fields: {
                [key: string]: unknown;
            };
            id: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /** @description One call of one function with its values; the one without an id stands for the entries outside any function. */
        ReviewEventPiece: components["schemas"]["ReviewEventOwn"] & components["schemas"]["ReviewEntryCounts"];
        /** @description Where to look first. */
        ReviewExplained: {
            /** @description The log entry that tells of it; null where none does. */
            entry_id: string | null;
            /** @description The function event that it happened in; null where in none. */
            event_id: string | null;
            /** @description Of the entry: `error` or `warning`. */
            level: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /**
             * Format: date-time
             * @description When the entry was written, or else when the function began.
             */
            time: string;
        };
        /** @description What is said of a conversation as a whole. */
        ReviewHead: components["schemas"]["ReviewHeadOwn"] & {
            /** @description In the order in which they were written. */
            metrics: components["schemas"]["ReviewMetric"][];
        };
        /** @description What is said of a conversation itself. */
        ReviewHeadOwn: {
            /** @description JSON pointers into `fields`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            account_id: string;
            /** @description How the caller can be reached, or else the caller's number; `[redacted]` where the reader may not see it. */
            contact: string | null;
            counts: components["schemas"]["ReviewCounts"];
            /** @description JSON pointers into `fields`: what was cut. */
            cut: string[];
            /** Format: double */
            duration_ms: number | null;
            /** Format: date-time */
            ended_at: string | null;
            /** @description Every merged field of the conversation that there is; see `docs/reference/fields.md`. */
            fields: {
                [key: string]: unknown;
            };
            id: string;
            /**
             * @description What never arrived, or arrived smaller or askew. What was dropped and cut is counted for `pii` and `admin` alone,
             *     because hidden records count too; that a field was mended or left out is told to whoever sees all of the field.
             */
            notices: components["schemas"]["ReviewNotice"][];
            project_id: string;
            /** @description Whether the reader sees personal data. */
            sees_personal: boolean;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /** @description A conversation as a whole, and where to look first. */
        ReviewHeadPiece: components["schemas"]["ReviewHeadOwn"] & {
            /** @description Whether the whole of it is short enough to be asked for at once: 2,000 entries and 4 MiB. */
            at_once: boolean;
            explained_by: components["schemas"]["ReviewExplained"] | null;
        };
        /** @description A habit of the line that made an entry, which its developer may want to change. */
        ReviewHint: {
            /** @description Where the line stands, as `file:line`; of a field, its name. */
            at: string;
            /**
             * @description `positional_args`, `pii_alias`, `long_message`, `large_payload` or `loop`; of the record, `field_mended` or
             *     `field_left_out`.
             */
            habit: string;
            /**
             * Format: int32
             * @description From how many entries it was made.
             */
            lines: number;
        };
        /** @description What a reader marked as personal. */
        ReviewMark: {
            /** Format: date-time */
            at: string;
            /** @description What it hides: `entry`, `field` or `value`. No value is kept. */
            hides: string;
            /** @description By which it is taken back. */
            id: string;
            /** @description Whose key made it. */
            key_id: string;
            /** @description The type of what it was made in: `log`, `conversation`, `turn`, `function_event` or `span`. */
            kind: string;
            /** @description Which of them, by its id; null for the conversation itself. */
            part: string | null;
            /** @description The field, where it hides one. */
            path: string | null;
        };
        /** @description Where something personal stands: at most one of `entry`, `turn`, `event` and `span`, with none the conversation itself; and what of it: `path` or `value`, with neither the whole entry */
        ReviewMarkRequest: {
            /** @description The entry, by its id */
            entry?: string;
            /** @description The function event, by its id */
            event?: string;
            /** @description The field, as a JSON pointer into the entry or the fields, such as `/content` or `/arguments/phone` */
            path?: string;
            /** @description The span, by its id */
            span?: string;
            /** @description The turn, by its id */
            turn?: string;
            /** @description A value that stands there; it is hidden wherever it stands in what the same sender wrote into the conversation, in other spellings too */
            value?: string;
        };
        /** @description The marks of a conversation, the oldest first. */
        ReviewMarks: {
            marks: components["schemas"]["ReviewMark"][];
        };
        /** @description One measured or decided value. */
        ReviewMetric: {
            /** @description JSON pointers into the metric; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            name: string;
            /** Format: date-time */
            time: string;
            turn_id: string | null;
            value: unknown;
        };
        /** @description Something that a reader should know about what is missing. */
        ReviewNotice: {
            /** Format: int64 */
            count: number;
            /** @description The field that it is about, as `record.field`; `docs/reference/fields.md` says what it takes. */
            field?: string | null;
            kind: components["schemas"]["ReviewNoticeKind"];
            /** @description Who says so: host, process id and SDK; empty where it is about a field. */
            producer: string;
        };
        /**
         * @description What a notice is about.
         * @enum {string}
         */
        ReviewNoticeKind: "dropped" | "cut" | "clock" | "field_mended" | "field_left_out";
        /**
         * @description How a function came out, as far as the reader sees.
         * @enum {string}
         */
        ReviewOutcome: "ok" | "logged_error" | "api_failed" | "raised" | "cancelled" | "unfinished";
        /** @description One conversation with its turns and function events, without their values and entries. */
        ReviewOutline: components["schemas"]["ReviewHead"] & {
            /**
             * @description Errors and warnings in the order of the calls: of each the first thousand. The first part has all of them, and the
             *     metrics.
             */
            marks: components["schemas"]["ReviewOutlineMark"][];
            /** @description To be given as `cursor`, for the next part; null in the last. */
            next: string | null;
            /**
             * @description By number; number 0 is what ran before the first. One that goes on in the next part comes there again, with the rest
             *     of its function events and spans.
             */
            turns: components["schemas"]["ReviewOutlineTurn"][];
        };
        /** @description One call of one function in outline; the one without an id stands for the entries outside any function. */
        ReviewOutlineEvent: components["schemas"]["ReviewEntryCounts"] & {
            /** Format: double */
            duration_ms: number | null;
            /**
             * Format: date-time
             * @description When it ended: its own word for it, or else its start and its duration.
             */
            ended_at: string | null;
            id: string | null;
            name: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /** @description That there is an error or a warning. */
        ReviewOutlineMark: {
            /** @description Null where it was written outside any function. */
            event: string | null;
            /** @description The entry's id. */
            id: string;
            /** @description `warning` or `error`. */
            level: string;
            /** Format: date-time */
            time: string;
            /** Format: int32 */
            turn: number;
        };
        /** @description Something else that took time, in outline. */
        ReviewOutlineSpan: {
            /** Format: double */
            duration_ms: number | null;
            id: string;
            kind: string | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /** @description One exchange in outline. */
        ReviewOutlineTurn: {
            /** @description In the order in which they began. */
            events: components["schemas"]["ReviewSteppedEvent"][];
            /** @description Null for turn 0, and for a turn that nothing names. */
            id: string | null;
            /** Format: int32 */
            number: number;
            /** @description In the order in which they began. */
            spans: components["schemas"]["ReviewOutlineSpan"][];
            /** Format: date-time */
            started_at: string;
        };
        /** @description A log entry with what it names. */
        ReviewPlacedEntry: components["schemas"]["ReviewEntry"] & {
            /** @description Its place, to be given as `after` or `before`. */
            cursor: string;
            /** @description The id of the function event that it names. */
            event_id: string | null;
            /**
             * @description The id of the turn that it names. Where it names none, it belongs to the turn of its function event, or else to the
             *     last turn that had begun.
             */
            turn_id: string | null;
        };
        /** @description Something else that took time. */
        ReviewSpan: {
            /** @description JSON pointers into `fields`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            /** @description JSON pointers into `fields`: what was cut. */
            cut: string[];
            /** Format: double */
            duration_ms: number | null;
            /** Format: date-time */
            ended_at: string | null;
            /** @description Every merged field of the span that there is. */
            fields: {
                [key: string]: unknown;
            };
            id: string;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /**
         * @description Whether something goes on, has ended, or has fallen silent.
         * @enum {string}
         */
        ReviewStatus: "live" | "lost_contact" | "unfinished" | "ended";
        /** @description A place among the entries of a function event. */
        ReviewStep: {
            /** @description To be given as `after`. */
            after: string;
            /**
             * Format: date-time
             * @description When the entry that follows was written.
             */
            time: string;
        };
        /** @description One call of one function in outline, with places among its entries. */
        ReviewSteppedEvent: components["schemas"]["ReviewOutlineEvent"] & {
            /** @description Behind each 200th entry that another follows; absent where there is none. */
            steps?: components["schemas"]["ReviewStep"][];
        };
        /** @description One exchange. */
        ReviewTurn: components["schemas"]["ReviewTurnOwn"] & {
            /** @description In the order in which they began. */
            events: components["schemas"]["ReviewEvent"][];
            /** @description In the order in which they began. */
            spans: components["schemas"]["ReviewSpan"][];
        };
        /** @description What is said of a turn itself. */
        ReviewTurnOwn: {
            /** @description JSON pointers into `fields`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            /** @description JSON pointers into `fields`: what was cut. */
            cut: string[];
            /** @description Every merged field of the turn that there is. */
            fields: {
                [key: string]: unknown;
            };
            /** @description Null for turn 0, and for a turn that nothing names. */
            id: string | null;
            /** Format: int32 */
            number: number;
            /** Format: date-time */
            started_at: string;
        };
        /** @description One exchange with its values. */
        ReviewTurnPiece: components["schemas"]["ReviewTurnOwn"] & {
            /** @description In the order in which they began. */
            events: components["schemas"]["ReviewEventPiece"][];
            /** @description In the order in which they began. */
            spans: components["schemas"]["ReviewSpan"][];
        };
        /** @description Some turns with their values, without their entries. */
        ReviewTurns: {
            /** @description To be given as `cursor`, for the next page; null behind the last. */
            cursor: string | null;
            /**
             * Format: int32
             * @description The number of the turn with which the next page begins: the last one's own where that goes on there, with the rest of
             *     its function events and spans. Null behind the last.
             */
            next: number | null;
            turns: components["schemas"]["ReviewTurnPiece"][];
        };
        /** @description A key whose values are not personal */
        RuleBody: {
            /** @description The function in whose events and lines it holds; everywhere without one */
            function?: string;
            /** @description The name of the key, as functions write it */
            key: string;
        };
        /** @description What a rule would show. */
        RuleEstimate: {
            /** @description Some of the conversations, those that began last first. */
            conversation_ids: string[];
            /**
             * Format: int64
             * @description Of how many conversations.
             */
            conversations: number;
            /**
             * Format: int64
             * @description In how many conversations it was looked.
             */
            conversations_looked_at: number;
            /**
             * Format: int64
             * @description How many there are.
             */
            conversations_stored: number;
            /** @description Whether everything that is stored was looked at; where not, it may be more. */
            is_whole: boolean;
            /**
             * Format: int64
             * @description In how many records and entries.
             */
            records: number;
            /**
             * Format: int64
             * @description How many values.
             */
            values: number;
        };
        /** @description A value that was searched for. */
        SearchedFor: {
            /** @description `contact`, `contact_last4` or `text`. */
            field: string;
            /** @description A keyed hash, in hex: the same for the same value in this project. */
            hash: string;
        };
        /** @description Who somebody is, and what the key in use allows. */
        Session: {
            /** @description The tenant. */
            account_id: string;
            /** @description When the session ends by itself; null where there is none because a key was sent. */
            expires_at?: string | null;
            /** @description What the key is for in its maker's words, or its name in lists. */
            key_name: string;
            /** @description What the key allows: some of `ingest`, `read`, `pii` and `admin`. */
            permissions: string[];
            /** @description The projects the key reaches, by name. */
            projects: string[];
            /** @description Whether personal data is shown. */
            sees_personal: boolean;
            /**
             * @description Until when personal data is shown, where the key shows it for a limited time; null where it always does, or
             *     does not.
             */
            sees_personal_until?: string | null;
        };
        /** @description A conversation without its turns. */
        Summary: {
            /** @description The tenant. */
            accountId: string;
            /** @description Always null: no audio is kept here. */
            audioUrl?: string | null;
            /** @description `VOICE-SIP`, `WEBCHAT`, … */
            channel?: string | null;
            /** @description `live`, `pre-release`, `sandbox` or `draft`. */
            clientEnv?: string | null;
            /** @description The conversation's id. */
            conversationId: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            createdAt: string;
            /** @description The deployment. */
            deploymentId?: string | null;
            /** @description `inbound` or `outbound`. */
            direction?: string | null;
            /**
             * Format: int64
             * @description From start to end, in seconds.
             */
            duration?: number | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finishedAt?: string | null;
            /** @description The calling side; `REDACTED` where the key may not see it. */
            fromNumber?: string | null;
            /** @description Whether the caller was handed over to a person. */
            handoff: boolean;
            /** @description To whom. */
            handoffDestination?: string | null;
            /** @description Why. */
            handoffReason?: string | null;
            /** @description Whether it goes on. */
            inProgress: boolean;
            /** @description A BCP 47 tag. */
            language?: string | null;
            /** @description A reader's note. */
            note?: string | null;
            /**
             * Format: int64
             * @description How long the agent itself took part, in seconds.
             */
            polyaiDuration?: number | null;
            /**
             * Format: double
             * @description A quality score.
             */
            polyScore?: number | null;
            /** @description The agent. */
            projectId: string;
            /** @description A heading and a content, or text. */
            shortSummary: unknown;
            /**
             * Format: date-time
             * @description When it began.
             */
            startedAt: string;
            /** @description Labels. */
            tags: string[];
            /** @description The called side; `REDACTED` where the key may not see it. */
            toNumber?: string | null;
            /**
             * Format: int64
             * @description From start to end, in seconds.
             */
            totalDuration?: number | null;
            /** @description The variant. */
            variantId?: string | null;
        };
        /** @description What to try */
        TrialBody: {
            /** @description The function that logs it */
            function?: string;
            /** @description The name of the key it stands under */
            name?: string;
            /** @description A text, or JSON whose keys are read as well */
            text: string;
        };
        /** @description What the guard would hide. */
        TrialShape: {
            /** @description What was found, in order. */
            findings: components["schemas"]["GuardFinding"][];
            /** @description What every reader would see under `redact`. */
            open: string;
            /** @description The project's policy: `off`, `warn` or `redact`; under the first two it stays open. */
            policy: string;
        };
        /** @description One exchange. */
        Turn: {
            agent_response: string;
            /** Format: date-time */
            agent_response_datetime?: string | null;
            asr_lang_code?: string | null;
            barge_in: boolean;
            english_agent_response: string;
            entities?: unknown[] | null;
            intents?: unknown[] | null;
            is_ood?: boolean | null;
            is_silence?: boolean | null;
            latency: components["schemas"]["Latency"];
            /** @description Always empty for now. */
            llm_requests: Record<string, never>[];
            metadata: components["schemas"]["TurnMetadata"];
            /** @description Always empty for now. */
            reviews: Record<string, never>[];
            translated_user_input: string;
            tts_lang_code?: string | null;
            /**
             * Format: int32
             * @description The turn's number.
             */
            turn_id: number;
            user_input: string;
            /** @description Always null: no audio is kept here. */
            user_input_audio_url?: string | null;
            /** Format: date-time */
            user_input_datetime?: string | null;
            user_input_dtmf: string;
            user_input_dtmf_finish_key: string;
        };
        /** @description What the diagnosis of a turn shows. */
        TurnMetadata: {
            asr_corrected_user_input: string;
            current_node: string;
            entities: unknown[];
            /** @description The turn's function events, reduced. */
            function_events: components["schemas"]["ReducedFunctionEvent"][];
            retrieved_topics: unknown[];
            safety: Record<string, never>;
            top_transcripts: unknown[];
        };
        /** @description What the guard found and left open since the server started, because the project's policy was `warn`. */
        WarnedProgress: {
            /** @description How many of their values each rule found something in. */
            findings: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description When something was last left open.
             */
            last_at: string | null;
            /**
             * Format: int64
             * @description In how many of the records and entries that were stored.
             */
            records: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_audit: {
        parameters: {
            query?: {
                /** @description That name this conversation */
                conversation?: string;
                /** @description Where to go on: `next` of the page before */
                cursor?: string;
                /** @description By the key of this name */
                key?: string;
                /** @description The most records of a page */
                limit?: number;
                /** @description At this time or later (ISO 8601) */
                since?: string;
                /** @description Before this time (ISO 8601) */
                until?: string;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The audit cannot be read; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_audit: {
        parameters: {
            query?: {
                /** @description That name this conversation */
                conversation?: string;
                /** @description By the key of this name */
                key?: string;
                /** @description At this time or later (ISO 8601) */
                since?: string;
                /** @description Before this time (ISO 8601) */
                until?: string;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An `AuditRecord` a line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The audit cannot be read; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_contact_calls: {
        parameters: {
            query: {
                /** @description The conversation whose contact is meant */
                conversation: string;
                /** @description The most conversations */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The others, the latest start first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedConversations"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read personal data */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    search_conversations: {
        parameters: {
            query?: {
                /** @description `VOICE-SIP`, `WEBCHAT`, …; may be repeated */
                channel?: string[];
                /** @description The contact is exactly this; needs `pii` */
                contact?: string;
                /** @description The contact's last four digits; needs `pii` */
                contact_last4?: string;
                /** @description Where to go on: `next` of the page before */
                cursor?: string;
                /** @description They ended after so many milliseconds or sooner */
                duration_max_ms?: number;
                /** @description They ended after so many milliseconds or longer */
                duration_min_ms?: number;
                /** @description `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; may be repeated */
                environment?: string[];
                /** @description A function of exactly this name was called */
                function?: string;
                /** @description The caller was handed over to a person, or was not; without it, all */
                handoff?: boolean;
                /** @description `errors` (an error entry, or a function that raised or never finished) or `warnings`; may be repeated */
                has?: ("errors" | "warnings")[];
                /** @description They go on, or do not; without it, all */
                in_progress?: boolean;
                /** @description The most conversations of a page */
                limit?: number;
                /** @description They began before this time (ISO 8601) */
                started_before?: string;
                /** @description They began at this time or later (ISO 8601) */
                started_from?: string;
                /** @description This was said or logged, in whatever case */
                text?: string;
                /** @description Its id or its name; may be repeated */
                variant?: string[];
                /** @description Count all pages; false by default */
                with_total?: boolean;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationPage"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read, or may not ask for a contact */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    review_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_entries: {
        parameters: {
            query?: {
                /** @description Those that name the function event of this id */
                event?: string;
                /** @description Of this level or a graver one */
                level?: "info" | "warning" | "error";
                /** @description The most entries */
                limit?: number;
                /** @description Those that name no function event */
                outside?: boolean;
                /** @description From where on; from the first entry without it */
                place?: {
                    /** @description Those behind this place */
                    after?: string;
                    /** @description Those around the entry of this id */
                    around?: string;
                    /**
                     * Format: date-time
                     * @description Those around this time (ISO 8601)
                     */
                    at?: string;
                    /** @description The last ones before this place */
                    before?: string;
                    /** @description The last ones of all */
                    last?: boolean;
                };
                /** @description Those in which this stands, in whatever case */
                text?: string;
                /** @description Those that name the turn of this id */
                turn?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewEntries"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    head_of_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The head */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewHeadPiece"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    follow_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of the last event that was read */
                "last-event-id"?: string;
            };
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream, event by event */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveEvent"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description 64 streams are open, or 8 with this key; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_marks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The marks; those that were taken back are not among them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewMarks"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_mark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description What to mark */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewMarkRequest"];
            };
        };
        responses: {
            /** @description It is hidden */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewMark"];
                };
            };
            /** @description The body is something else, nothing stands there, it cannot be hidden by itself, or the value is too short */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The conversation has as many marks as it can have */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_mark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The mark */
                mark_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It will be: an erasure looks through the project, and until it has, what was marked stays hidden */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is taken back */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read, or not mark */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such mark that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description An empty note removes the one before */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Note"];
            };
        };
        responses: {
            /** @description It is stored */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not a note, or the note is too long */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description All of the conversation is personal, and every reader would see the note */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    outline_conversation: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the part before */
                cursor?: string;
                /** @description The most function events and spans */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The outline */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewOutline"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_turns: {
        parameters: {
            query?: {
                /** @description Where to go on, rather than with a turn: `cursor` of the page before */
                cursor?: string;
                /** @description The number of the first turn */
                from?: number;
                /** @description The most turns */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The turns */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewTurns"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_conversations: {
        parameters: {
            query: {
                /** @description `VOICE-SIP`, `WEBCHAT`, …; may be repeated */
                channel?: string[];
                /** @description The contact is exactly this; needs `pii` */
                contact?: string;
                /** @description The contact's last four digits; needs `pii` */
                contact_last4?: string;
                /** @description They ended after so many milliseconds or sooner */
                duration_max_ms?: number;
                /** @description They ended after so many milliseconds or longer */
                duration_min_ms?: number;
                /** @description `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; may be repeated */
                environment?: string[];
                /** @description Comma-separated values, or one JSON object a line */
                format: "csv" | "ndjson";
                /** @description A function of exactly this name was called */
                function?: string;
                /** @description The caller was handed over to a person, or was not; without it, all */
                handoff?: boolean;
                /** @description `errors` (an error entry, or a function that raised or never finished) or `warnings`; may be repeated */
                has?: ("errors" | "warnings")[];
                /** @description They go on, or do not; without it, all */
                in_progress?: boolean;
                /** @description They began before this time (ISO 8601) */
                started_before?: string;
                /** @description They began at this time or later (ISO 8601) */
                started_from?: string;
                /** @description This was said or logged, in whatever case */
                text?: string;
                /** @description Its id or its name; may be repeated */
                variant?: string[];
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read, or may not ask for a contact */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_erasures: {
        parameters: {
            query?: {
                /** @description The most receipts */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasuresPage"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    erase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description What to erase */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureBody"];
            };
        };
        responses: {
            /** @description With `dry_run`: how many conversations it would be */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureEstimate"];
                };
            };
            /** @description It is erased; ask the receipt for how far purging came */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureReceipt"];
                };
            };
            /** @description The body names neither or both, or a value that is too short */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The receipt's name */
                erasure_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureReceipt"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such receipt that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_facets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Facets"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_function_runs: {
        parameters: {
            query?: {
                /** @description Only of conversations that began before this time (ISO 8601) */
                before?: string;
                /** @description The most calls */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The function's exact name */
                name: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calls, the latest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FunctionRuns"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_rescan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it has come */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuardStatus"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rescan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description May be left out */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RescanBody"];
            };
        };
        responses: {
            /** @description It has begun */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RescanProgress"];
                };
            };
            /** @description The body is something else */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_rules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotPersonalRules"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    add_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description The rule */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleBody"];
            };
        };
        responses: {
            /** @description It holds from now on */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotPersonalRule"];
                };
            };
            /** @description There can be no such rule */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The project has as many rules as it can have, or somebody else has changed it in this moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
                /** @description The rule */
                rule_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such rule that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Somebody else has changed the project in this moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    estimate_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description The rule */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleBody"];
            };
        };
        responses: {
            /** @description What it would show */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleEstimate"];
                };
            };
            /** @description There can be no such rule */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    test_guard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description What to try */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrialBody"];
            };
        };
        responses: {
            /** @description What would be hidden, and what the project's rules change */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialShape"];
                };
            };
            /** @description The body is something else */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too much at once; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    who_am_i: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who one is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Nobody: there is no key and no session, or it is over */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Logged in; `Set-Cookie` has the session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The body is not what it should be */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over; so it is when there was none */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The header `x-convlog-request` is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used, and the session goes on; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page to read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Not at the moment */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_conversations_v1: {
        parameters: {
            query?: {
                /** @description Where the agent ran: `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; `live` by default */
                client_env?: string;
                /** @description They began before this time (ISO 8601) */
                end_time?: string;
                /** @description They go on, or do not; without it, all */
                in_progress?: boolean;
                /** @description The most conversations of a page */
                limit?: number;
                /** @description How many to pass over */
                offset?: number;
                /** @description They began at this time or later (ISO 8601) */
                start_time?: string;
                /** @description Of one variant, by its id or by its name */
                variant?: {
                    /** @description Of the variant with this id */
                    variant_id?: string;
                    /** @description Of the variant with this name */
                    variant_name?: string;
                };
            };
            header?: never;
            path: {
                /** @description The key's account */
                account_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationsV1"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_agent_conversations: {
        parameters: {
            query?: {
                /** @description The most conversations of a page */
                limit?: number;
                /** @description How many to pass over */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationList"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_agent_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ingest: {
        parameters: {
            query?: never;
            header?: {
                /** @description How the body is packed */
                "content-encoding"?: "gzip" | "zstd" | "identity";
                /** @description Names this request: records without `producer` and `seq` then get an identity from it and their line, so that the same request sent again stores nothing twice */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description One JSON object a line; docs/reference/fields.md lists their fields. A line that is none is refused by itself, in the answer; keys that are no fields are passed over and noted, and a field that is not of its kind is mended or left out and noted (`field_mended`, `field_left_out`), while the rest of its record is kept. At most 8 MiB and 10,000 lines unpacked; a line at most 4 MiB. Any Content-Type is taken; with curl, `--data-binary @FILE` keeps the line feeds that `-d` takes away */
        requestBody?: {
            content: {
                /** @example {"type":"log","conversation_id":"CA42","entry":{"level":"info","content":"Validated inputs"}} */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Every line is stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description Some lines were refused; the others are stored */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description The body is not packed as it says, or ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not send records */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body came too slowly; nothing was stored */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The batch is too large; nothing was stored: split it */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The Content-Encoding is none of the three */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Every line was refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description Too much at once (`OVERLOADED`), or the account or the project has sent (`QUOTA_ENTRIES_PER_MINUTE`) or stores (`QUOTA_BYTES_STORED`) as much as it may; nothing was stored: obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used, or its disk is full but for the reserve (`DISK_RESERVE`); obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_conversations: {
        parameters: {
            query?: {
                /** @description One of these channels; may be repeated */
                channel?: string[];
                /** @description Where the agent ran: `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; `live` by default */
                client_env?: string;
                /** @description Where to go on; wins over `offset` */
                cursor?: string;
                /** @description They began before this time (ISO 8601) */
                end_time?: string;
                /** @description They go on, or do not; without it, all */
                in_progress?: boolean;
                /** @description Turns tell their latency; false by default */
                include_latency?: boolean;
                /** @description The most conversations of a page */
                limit?: number;
                /** @description How many to pass over */
                offset?: number;
                /** @description They began at this time or later (ISO 8601) */
                start_time?: string;
                /** @description Of one variant, by its id or by its name */
                variant?: {
                    /** @description Of the variant with this id */
                    variant_id?: string;
                    /** @description Of the variant with this name */
                    variant_name?: string;
                };
            };
            header?: never;
            path: {
                /** @description The key's account */
                account_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationsV3"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not read */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key reaches no such project */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many wrong keys came from this address; obey Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Finding the answer took too long, or it cannot be given now; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
