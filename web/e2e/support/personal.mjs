// A call in which something personal stands in every place where a page could show it.

/** One value for each place; none of them is part of another. */
export const VALUES = {
    contact: "+447700900456",
    said: "Persimmon",
    answered: "Quillfeather",
    argument: "Marigold",
    argumentName: "Hollyhock",
    result: "Snapdragon",
    added: "Larkspur",
    removed: "Foxglove",
    field: "Delphinium",
    nested: "Bluebell",
    content: "Camellia",
    exception: "Wisteria",
    error: "Oleander",
    output: "Gardenia",
    url: "Hyacinth",
    variant: "Jonquil",
};

export function personalCall(id, { startedAt = Date.now() - 300_000 } = {}) {
    const at = (ms) => new Date(startedAt + ms).toISOString();
    const turn = { turn_id: `${id}-1` };
    const place = { ...turn, function_event_id: `${id}-f` };
    const record = (type, fields) => ({ type, conversation_id: id, ...fields });
    const line = (level, content, extras) => ({
        level,
        content,
        timestamp: at(300),
        logger: "conversation_logger",
        ...extras,
    });
    return [
        record("conversation", {
            timestamp: at(0),
            started_at: at(0),
            channel: "VOICE-SIP",
            direction: "inbound",
            from_number: VALUES.contact,
            variant_name: VALUES.variant,
            pii: ["/variant_name"],
        }),
        record("turn", {
            ...turn,
            number: 1,
            timestamp: at(10),
            started_at: at(10),
            user_input: VALUES.said,
            user_input_datetime: at(20),
            agent_response_datetime: at(2900),
            agent_response: VALUES.answered,
            is_pii: true,
        }),
        record("function_event", {
            ...place,
            timestamp: at(200),
            name: "look_up",
            started_at: at(200),
            ended_at: at(900),
            arguments: { caller: VALUES.argument, people: { [VALUES.argumentName]: 1 } },
            result: { greeting: VALUES.result },
            error: { type: "LookupError", message: VALUES.error, stacktrace: `line 1\n${VALUES.error}` },
            state_changes: { added: { caller: VALUES.added }, updated: {}, removed: [VALUES.removed] },
            is_pii: true,
        }),
        record("log", {
            ...place,
            entry: line("error", VALUES.content, {
                is_pii: true,
                field: VALUES.field,
                deep: { inner: [VALUES.nested] },
                exception: { type: "E", message: VALUES.exception },
            }),
        }),
        record("span", {
            ...turn,
            span_id: `${id}-s`,
            timestamp: at(950),
            kind: "llm",
            name: "answer",
            started_at: at(920),
            ended_at: at(1000),
            output: [{ role: "assistant", content: VALUES.output }],
        }),
        record("span", {
            ...turn,
            span_id: `${id}-h`,
            timestamp: at(960),
            kind: "http",
            method: "GET",
            url: `https://example.org/${VALUES.url}`,
            is_pii: true,
            status_code: 404,
            started_at: at(930),
            ended_at: at(950),
        }),
        record("conversation", { timestamp: at(3500), ended_at: at(3500), ended_by: "caller" }),
    ];
}
