//! Members of objects that say what others are, by their names.

/// Says whether a member of this name may tell what the member `value` beside it is.
pub(super) fn is_label(key: &str) -> bool {
    let is_kind = key.ends_with("type") || key.ends_with("Type");
    is_kind
        || matches!(
            key,
            "kind"
                | "key"
                | "name"
                | "field"
                | "label"
                | "id"
                | "slot"
                | "entity"
                | "header"
                | "system"
                | "field_name"
                | "question"
                | "role"
                | "relationship"
                | "relation"
                | "prompt"
                | "attribute"
                | "property"
                | "param"
                | "parameter"
                | "column"
                | "tag"
                | "entity_group"
        )
}

/// Says whether only persons have a member of this name.
pub(super) fn is_trait(key: &str) -> bool {
    matches!(key, "age" | "gender" | "sex" | "nationality" | "pronouns" | "marital_status" | "occupation")
}

/// Says whether a member of this name is what the label beside it tells.
pub(super) fn is_labelled(key: &str) -> bool {
    let is_value = ["_value", "_number", "Value", "Number"].iter().any(|end| key.ends_with(end));
    is_value
        || matches!(
            key,
            "value"
                | "val"
                | "number"
                | "text"
                | "content"
                | "answer"
                | "raw"
                | "data"
                | "values"
                | "no"
                | "old"
                | "new"
                | "word"
        )
}

/// Says whether a member of this name holds the sentence that the others belong to.
pub(super) fn is_message(key: &str) -> bool {
    matches!(key, "content" | "message" | "msg" | "event" | "text" | "title" | "action" | "step")
}

/// Says whether a member of this name is whatever the sentence beside it says.
pub(super) fn is_neutral_name(key: &str) -> bool {
    is_labelled(key)
        || matches!(
            key,
            "last"
                | "from"
                | "to"
                | "input"
                | "result"
                | "n"
                | "num"
                | "v"
                | "arg"
                | "arg0"
                | "args"
                | "x"
                | "target"
                | "dest"
                | "got"
                | "heard"
                | "said"
                | "captured"
                | "extracted"
                | "parsed"
                | "candidate"
                | "found"
                | "entry"
                | "slot_value"
                | "numero"
                | "valor"
                | "valeur"
                | "wert"
                | "waarde"
                | "valore"
                | "nummer"
                | "final"
                | "current"
                | "id"
                | "numbers"
        )
}
